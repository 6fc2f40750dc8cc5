/** What a bundle does not show. A file of rules adds to the built-in ones (`groundcrew evidence create --redact rules.yml`). */
import * as z from 'zod';

export const redactionRule = z
  .strictObject({
    /** Why, in words: shown in place of the value. */
    reason: z.string().regex(/^[\w .,/-]{1,60}$/, 'is 1 to 60 letters, digits, blanks and _ . , / -'),
    /** Members of that name, anywhere in a payload; letter case does not matter. */
    members: z.array(z.string().min(1).max(128)).min(1).optional(),
    /** JSON Pointer (RFC 6901) in a payload: an input, output, parameters or result; `*` stands for any member or index. */
    pointer: z
      .string()
      .regex(/^(\/[^/]*)+$/, 'is a JSON Pointer such as /rows/*/phone')
      .optional(),
  })
  .refine(({ members, pointer }) => (members === undefined) !== (pointer === undefined), 'give either members or pointer');
export type RedactionRule = z.output<typeof redactionRule>;

export const redactionRules = z.strictObject({ rules: z.array(redactionRule).max(200) });

/** Names of persons and their telephone numbers, as the inputs and the AWS APIs of our workflows call them. */
export const builtInRules: readonly RedactionRule[] = [
  {
    reason: 'name of a person',
    members: [
      ...['SSOUserFirstName', 'SSOUserLastName', 'firstName', 'lastName', 'ssoUserFirstName', 'ssoUserLastName'],
      ...['givenName', 'familyName', 'displayName', 'fullName'],
    ],
  },
  { reason: 'telephone number', members: ['phone', 'phoneNumber', 'telephone'] },
];

export const emailReason = 'e-mail address';
export const tokenReason = 'task token';

/** Members that hold a task token. Whoever has one can answer for the task. */
export const tokenMember = /^task_?token$/i;

/** E-mail addresses in any text. Bounded parts: the time it takes grows with the text only. */
export const emailPattern = /[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g;
