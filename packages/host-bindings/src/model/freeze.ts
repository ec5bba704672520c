/** Freezes a model and everything in it. */
export function freezeModel<T>(model: T): T {
  const open: unknown[] = [model];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const value of Object.values(next)) open.push(value);
  }
  return model;
}
