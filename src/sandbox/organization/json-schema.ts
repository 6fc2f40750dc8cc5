/** JSON Schema of organization files, for editors. */
import * as z from 'zod';
import { organizationSchema } from './schema.ts';

/** Draft 2020-12, as written in examples/organizations/schema.json. */
export function organizationJsonSchema(): object {
  return { title: 'Groundcrew organization', ...z.toJSONSchema(organizationSchema, { io: 'input' }) };
}
