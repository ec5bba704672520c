/** Disposes of objects; one that throws does not keep the others. Answers what they threw. */
export function disposeAll(objects: Iterable<object>): unknown[] {
  const errors: unknown[] = [];
  for (const object of objects) {
    try {
      (object as Partial<Disposable>)[Symbol.dispose]?.();
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}
