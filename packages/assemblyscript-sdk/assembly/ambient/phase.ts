/** Whether all files have been run: what came before is the image that every request begins with. */
let complete: bool = false;

/** The image is complete: called by the build, behind all that files do at module level. */
export function completeImage(): void {
  complete = true;
}

/** Ends the program where its image would have random bytes, which then were the same in every request. */
export function assertServing(): void {
  assert(complete, 'randomness at module level is the same in every request; ask for it in the handler');
}
