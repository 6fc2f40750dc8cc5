/** The identifier by which GetUserId and GetGroupId look up. */
import type { AlternateIdentifier } from '@aws-sdk/client-identitystore';
import { validation } from './operation.ts';

/** Attribute path and value of a unique attribute. External ids of other directories are not simulated. */
export function alternateIdentifier(given: AlternateIdentifier | undefined): { path: string; value: string } {
  const attribute = given?.UniqueAttribute;
  if (!attribute) throw validation('AlternateIdentifier must have a UniqueAttribute.');
  return { path: attribute.AttributePath ?? '', value: String(attribute.AttributeValue ?? '') };
}
