/** The ring as the engine's component runtime offers it: an ES module named after the interface. */
declare module 'wajs:platform/ring@0.1.0' {
  const ring: {
    submit(bytes: Uint8Array, text: string): { bytes: Uint8Array; text: string };
    read(event: number, offset: number, max: number): Uint8Array;
    cancel(event: number): void;
    finish(task: number, output: Uint8Array, text: string, pending: boolean): void;
    fail(task: number, reason: string, pending: boolean): void;
    end(task: number): void;
  };
  export default ring;
}
