/** What every operation of Control Tower has in common: the account and Region, checked input, pages, errors. */
import type { Constraints } from '../core/constraints.ts';
import { validationMessage, violations } from '../core/constraints.ts';
import { AwsError } from '../core/errors.ts';
import type { Page } from '../core/paging.ts';
import { pageOf } from '../core/paging.ts';
import type { CallContext, Operation, Permission } from '../core/service.ts';
import type { PagedInput } from './types.ts';

/** An operation of the management account in the home Region, with its input checked first. */
export function controlTowerOperation<Input extends object, Output>(definition: {
  readonly constraints?: Constraints;
  readonly permissions?: (input: Input, context: CallContext) => readonly Permission[];
  readonly handle: (input: Input, context: CallContext) => Output;
}): Operation<Input, Output> {
  const { constraints = {}, permissions, handle } = definition;
  return {
    ...(permissions ? { permissions } : {}),
    handle: (input, context) => {
      const { managementAccount, homeRegion } = context.settings;
      if (context.account !== managementAccount || context.region !== homeRegion) {
        throw new AwsError('AccessDeniedException', 'AWS Control Tower is not set up in this account and Region.', {
          statusCode: 403,
        });
      }
      const found = violations(input, constraints);
      if (found.length > 0) throw validation(validationMessage(found));
      return handle(input, context);
    },
  };
}

/** One permission on a resource that the input names. */
export function onResource(action: string, arn: string | undefined): readonly Permission[] {
  return [{ action: `controltower:${action}`, resources: [arn ?? '*'] }];
}

export function controlTowerPage<Item>(all: readonly Item[], listing: string, input: PagedInput, size: number): Page<Item> {
  const page = pageOf(all, input.maxResults ?? size, listing, input.nextToken);
  if (!page) throw validation('The nextToken is not valid.');
  return page;
}

export function nextToken({ nextToken: token }: Page<unknown>): { nextToken?: string } {
  return token === undefined ? {} : { nextToken: token };
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { statusCode: 404 });
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, { statusCode: 409 });
}

export function quotaExceeded(message: string): AwsError {
  return new AwsError('ServiceQuotaExceededException', message, { statusCode: 402 });
}

/** Constraints of members that many operations share (service model `controltower`). */
export const constraint = {
  arn: { required: true, min: 20, max: 2048, pattern: 'arn:aws[0-9a-zA-Z_\\-:\\/]+' },
  operationIdentifier: { required: true, pattern: '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}' },
} as const;
