/** The part of the WebAssembly API that the build uses; lib.dom.d.ts has all of it, and all of the DOM. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): { module: string; name: string; kind: string }[];
  }
}
