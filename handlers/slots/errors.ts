/** Too many functions changed the limiter at the same moment. Nothing was lost: retry. */
export class QueueContended extends Error {
  override readonly name = 'QueueContended';
}

/** The caller has no slot although it goes on as if it had: it was taken from it, or never granted. */
export class SlotNotHeld extends Error {
  override readonly name = 'SlotNotHeld';
}
