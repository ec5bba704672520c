import { liftString } from './memory';
import { lend, Resource } from './resource';

/** How many items a read or a write of a channel moved. */
export function transferred(status: i32): i32 {
  return i32(u32(status) >> 4);
}

/** Whether the other end of a channel has gone, by what a read or a write answered. */
export function hasEnded(status: i32): bool {
  return (status & 15) != 0;
}

/** What is known of a failure, for people. Nothing must depend on its text. */
@final
export class ErrorContext extends Resource {
  /** Takes over a handle that the host gave. */
  constructor(handle: i32) {
    super(handle);
  }

  /** An error context with a text. */
  static create(debugMessage: string): ErrorContext {
    return new ErrorContext(errorContextNew(changetype<i32>(debugMessage), debugMessage.length));
  }

  /** The text, which the host may have shortened. */
  get debugMessage(): string {
    const at = memory.data(8, 4);
    errorContextDebugMessage(lend(this), at);
    return liftString(i32.load(at), i32.load(at, 4));
  }

  /** Lets the host forget it. Dropping it again does nothing. */
  drop(): void {
    if (this.handle != 0) errorContextDrop(this.handle);
    this.handle = 0;
  }
}

@external('$root', '[error-context-new-utf16]')
declare function errorContextNew(pointer: i32, length: i32): i32;

@external('$root', '[error-context-debug-message-utf16]')
declare function errorContextDebugMessage(handle: i32, at: usize): void;

@external('$root', '[error-context-drop]')
declare function errorContextDrop(handle: i32): void;
