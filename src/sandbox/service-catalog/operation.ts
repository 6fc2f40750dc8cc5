/** What every operation of Service Catalog has in common: checked input, pages, ARNs, access levels. */
import type { Constraints } from '../core/constraints.ts';
import { validationMessage, violations } from '../core/constraints.ts';
import type { Page } from '../core/paging.ts';
import { pageOf } from '../core/paging.ts';
import type { CallContext, Operation, Permission } from '../core/service.ts';
import { invalidParameters, validationError } from './errors.ts';
import type { ProvisionedProductRow } from './rows.ts';

/** An operation whose input is checked against AWS's constraints first. */
export function checkedOperation<Input extends object, Output>(definition: {
  readonly constraints?: Constraints;
  readonly permissions?: (input: Input, context: CallContext) => readonly Permission[];
  readonly handle: (input: Input, context: CallContext) => Output;
}): Operation<Input, Output> {
  const { constraints = {}, permissions, handle } = definition;
  return {
    ...(permissions ? { permissions } : {}),
    handle: (input, context) => {
      const found = violations(input, constraints);
      if (found.length > 0) throw validationError(validationMessage(found));
      return handle(input, context);
    },
  };
}

/** Constraints of members that many operations share (service model `servicecatalog`). */
export const constraint = {
  id: { min: 1, max: 100, pattern: '[a-zA-Z0-9_\\-]*' },
  requiredId: { required: true, min: 1, max: 100, pattern: '[a-zA-Z0-9_\\-]*' },
  token: { required: true, min: 1, max: 128, pattern: '[a-zA-Z0-9][a-zA-Z0-9_-]*' },
  provisionedProductName: { min: 1, max: 128, pattern: '[a-zA-Z0-9][a-zA-Z0-9._-]*' },
  pageSize20: { min: 0, max: 20 },
  pageSize100: { min: 0, max: 100 },
} as const;

/** A page of a listing; a size of 0 or none is the most that the operation gives. */
export function catalogPage<Item>(
  all: readonly Item[],
  listing: string,
  input: { readonly PageSize?: number | undefined; readonly PageToken?: string | undefined },
  largest: number,
): Page<Item> {
  const page = pageOf(all, input.PageSize || largest, listing, input.PageToken);
  if (!page) throw invalidParameters('Invalid page token.');
  return page;
}

export function productArn(context: CallContext, productId: string): string {
  return `arn:aws:catalog:${context.region}:${context.account}:product/${productId}`;
}

export function portfolioArn(context: CallContext, portfolioId: string): string {
  return `arn:aws:catalog:${context.region}:${context.account}:portfolio/${portfolioId}`;
}

/** The principal's own ARN, without a session: what portfolios and access levels go by. */
export function principalArn(context: CallContext): string {
  return context.caller.roleArn ?? context.caller.arn;
}

/**
 * The condition keys servicecatalog:accountLevel, roleLevel and userLevel: `self` where the provisioned product is the caller's at
 * that level (service authorization reference). Without a product, a listing, every level is the caller's own.
 */
export function accessLevels(context: CallContext, product: ProvisionedProductRow | undefined): Record<string, string> {
  const sameRole = !product || product.userArn === principalArn(context);
  const sameUser = !product || product.userArnSession === context.caller.arn;
  return {
    'servicecatalog:accountLevel': 'self',
    ...(sameRole ? { 'servicecatalog:roleLevel': 'self' } : {}),
    ...(sameUser ? { 'servicecatalog:userLevel': 'self' } : {}),
  };
}
