/** Account Management through its SDK client. */
import {
  AccountClient,
  DeleteAlternateContactCommand,
  EnableRegionCommand,
  GetAlternateContactCommand,
  GetContactInformationCommand,
  GetRegionOptStatusCommand,
  ListRegionsCommand,
  PutAlternateContactCommand,
  PutContactInformationCommand,
} from '@aws-sdk/client-account';
import { DisableAWSServiceAccessCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { clientConfig, management, member, memberRoot, openTestSandbox, root } from '../support/open.ts';

const contact = {
  AlternateContactType: 'SECURITY',
  Name: 'Security',
  Title: 'Team',
  EmailAddress: 'security@example.com',
  PhoneNumber: '+1 555 0100',
} as const;

async function open() {
  const { sandbox, clock } = await openTestSandbox();
  const client = new AccountClient(clientConfig(sandbox, root));
  return { sandbox, clock, client, asMember: new AccountClient(clientConfig(sandbox, memberRoot)) };
}

describe('alternate contacts', () => {
  it('of a member are put by the management account and read by the member itself', async () => {
    const { client, asMember } = await open();
    const get = () => asMember.send(new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' }));
    await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await client.send(new PutAlternateContactCommand({ ...contact, AccountId: member }));
    expect((await get()).AlternateContact).toEqual(contact);
    await client.send(new DeleteAlternateContactCommand({ AlternateContactType: 'SECURITY', AccountId: member }));
    await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('of the management account are its own: the id must be omitted', async () => {
    const { client } = await open();
    await expect(client.send(new PutAlternateContactCommand({ ...contact, AccountId: management }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('can only be managed using the standalone context') as string,
    });
    await client.send(new PutAlternateContactCommand(contact));
    expect((await client.send(new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' }))).AlternateContact).toEqual(
      contact,
    );
  });

  it('of another account are out of reach for a member, and for all without trusted access', async () => {
    const { client, asMember, sandbox } = await open();
    const put = new PutAlternateContactCommand({ ...contact, AccountId: member });
    await expect(asMember.send(put)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const organizations = new OrganizationsClient(clientConfig(sandbox, root));
    await organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: 'account.amazonaws.com' }));
    await expect(client.send(put)).rejects.toMatchObject({
      message: expect.stringContaining(
        '(Your organization must first enable trusted access with AWS Account Management.)',
      ) as string,
    });
  });

  it('must be well formed', async () => {
    const { client } = await open();
    const put = client.send(new PutAlternateContactCommand({ ...contact, PhoneNumber: 'none' }));
    await expect(put).rejects.toMatchObject({ name: 'ValidationException', reason: 'fieldValidationFailed' });
  });
});

it('keeps the primary contact', async () => {
  const { client } = await open();
  const information = {
    FullName: 'AnyCompany',
    AddressLine1: '1 Main St',
    City: 'Seattle',
    PostalCode: '98101',
    CountryCode: 'US',
    PhoneNumber: '+1 555 0100',
  };
  await client.send(new PutContactInformationCommand({ ContactInformation: information }));
  expect((await client.send(new GetContactInformationCommand({}))).ContactInformation).toEqual(information);
});

it('opts into a Region after a while; default Regions cannot be changed', async () => {
  const { client, clock } = await open();
  const status = async (RegionName: string) =>
    (await client.send(new GetRegionOptStatusCommand({ AccountId: member, RegionName }))).RegionOptStatus;
  expect(await status('eu-south-1')).toBe('DISABLED');
  await client.send(new EnableRegionCommand({ AccountId: member, RegionName: 'eu-south-1' }));
  expect(await status('eu-south-1')).toBe('ENABLING');
  clock.runUntil(clock.now() + 24 * 3_600_000);
  expect(await status('eu-south-1')).toBe('ENABLED');
  const enabled = await client.send(new ListRegionsCommand({ AccountId: member, RegionOptStatusContains: ['ENABLED'] }));
  expect(enabled.Regions).toEqual([{ RegionName: 'eu-south-1', RegionOptStatus: 'ENABLED' }]);
  const enable = client.send(new EnableRegionCommand({ RegionName: 'us-east-1' }));
  await expect(enable).rejects.toMatchObject({ name: 'ValidationException' });
});
