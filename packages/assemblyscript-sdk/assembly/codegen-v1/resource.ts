/** A resource that the host holds for the guest. */
export abstract class Resource {
  constructor(
    /** The host's number for it; 0 once it was given away or dropped. */
    public handle: i32,
  ) {}

  /** Lets the host forget it. Dropping it again does nothing. */
  abstract drop(): void;
}

/** Borrowed resources that the call under way must give back. */
let borrowed: Resource[] = [];

/** The handle of a resource that is lent for a call. Ends the guest where it holds none any more. */
export function lend(resource: Resource): i32 {
  assert(resource.handle != 0, 'this resource was dropped or given away');
  return resource.handle;
}

/** The handle of a resource that is given away. */
export function give(resource: Resource): i32 {
  const handle = lend(resource);
  resource.handle = 0;
  return handle;
}

/** Notes a resource that the guest borrows until its call ends. */
export function liftBorrow<T extends Resource>(resource: T): T {
  borrowed.push(resource);
  return resource;
}

/** Gives back what the call under way borrowed. */
export function endBorrows(): void {
  for (let index = 0; index < borrowed.length; index++) borrowed[index].drop();
  borrowed = [];
}

/** An object that the guest gives to the host as a resource. */
export abstract class ExportedResource {
  /** The handle by which the guest itself owns the object; 0 while it does not. */
  handle: i32 = 0;

  /** How many handles own the object. */
  owners: i32 = 0;

  /** Called when the last owner has let go. */
  drop(): void {}
}

/** Keeps an object alive for one more handle, and answers what stands for it in the handle. */
export function held(resource: ExportedResource): usize {
  const pointer = changetype<usize>(resource);
  if (resource.owners == 0) __pin(pointer);
  resource.owners += 1;
  return pointer;
}

/** Ends one handle's hold of an object. */
export function letGo(resource: ExportedResource): void {
  resource.owners -= 1;
  if (resource.owners > 0) return;
  __unpin(changetype<usize>(resource));
  resource.drop();
}
