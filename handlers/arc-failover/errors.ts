/** Resolvers do not answer with the new cell yet. Retried until it is time to stop looking. */
export class DnsPending extends Error {
  override readonly name = 'DnsPending';
}
