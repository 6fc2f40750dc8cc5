/** A definition that cannot be compiled. `pointer` is the JSON pointer of the offending field, where known. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly pointer?: string;

  constructor(message: string, pointer?: string) {
    super(message);
    if (pointer !== undefined) this.pointer = pointer;
  }
}
