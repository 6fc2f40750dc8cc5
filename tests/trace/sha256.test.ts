import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { sha256 } from '../../src/trace/sha256.ts';

describe('sha256', () => {
  it("is Node's, for bytes of any length around the size of a block", () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 54, maxLength: 66 }));
    fc.assert(
      fc.property(bytes, (data) => {
        expect(Buffer.from(sha256(data)).toString('hex')).toBe(createHash('sha256').update(data).digest('hex'));
      }),
    );
  });
});
