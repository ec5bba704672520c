/**
 * Stands for a class that is marked `@json`. Nothing is one: what cannot be written as JSON, or be read from
 * it, is assigned to a variable of it, so that the compiler names its type.
 */
@final
export abstract class ClassWithJson {}
