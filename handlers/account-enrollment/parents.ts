/** Where an account is in the tree, and moving it. */
import { ListParentsCommand, MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';

/** Id of the root or unit that holds an account. */
export async function readParent(accountId: string): Promise<string> {
  const { Parents } = await client(OrganizationsClient).send(new ListParentsCommand({ ChildId: accountId }));
  return Parents![0]!.Id!;
}

/** Moves an account. Where it is there already, that is what was asked for. */
export async function moveAccount(accountId: string, from: string, to: string): Promise<void> {
  try {
    await client(OrganizationsClient).send(
      new MoveAccountCommand({ AccountId: accountId, SourceParentId: from, DestinationParentId: to }),
    );
  } catch (error) {
    if (awsErrorName(error) !== 'DuplicateAccountException') throw error;
  }
}
