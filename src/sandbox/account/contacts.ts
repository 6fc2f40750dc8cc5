/** Alternate and primary contacts. */
import type {
  ContactInformation,
  DeleteAlternateContactRequest,
  GetAlternateContactRequest,
  GetAlternateContactResponse,
  GetContactInformationRequest,
  GetContactInformationResponse,
  PutAlternateContactRequest,
  PutContactInformationRequest,
} from '@aws-sdk/client-account';
import type { OperationTable } from '../core/service.ts';
import { violations } from '../core/constraints.ts';
import { accountOperation, notFound, validation } from './operation.ts';
import type { ContactType } from './rows.ts';
import { alternateContactTable, contactInformationTable } from './rows.ts';

const contactType = { required: true, oneOf: ['BILLING', 'OPERATIONS', 'SECURITY'] } as const;

const byType = ({ AlternateContactType }: { readonly AlternateContactType?: ContactType | undefined }) => ({
  'account:AlternateContactTypes': AlternateContactType ?? '',
});

const getAlternateContact = accountOperation<GetAlternateContactRequest, GetAlternateContactResponse>({
  action: 'GetAlternateContact',
  constraints: { AlternateContactType: contactType },
  conditions: byType,
  handle: ({ AlternateContactType }, accountId, context) => {
    const row = alternateContactTable(context).get(`${accountId}/${AlternateContactType}`);
    if (!row) throw notFound('No contact of the inputted alternate contact type found.');
    return {
      AlternateContact: {
        AlternateContactType: row.type,
        Name: row.name,
        Title: row.title,
        EmailAddress: row.emailAddress,
        PhoneNumber: row.phoneNumber,
      },
    };
  },
});

const putAlternateContact = accountOperation<PutAlternateContactRequest, object>({
  action: 'PutAlternateContact',
  constraints: {
    AlternateContactType: contactType,
    Name: { required: true, min: 1, max: 64 },
    Title: { required: true, min: 1, max: 50 },
    EmailAddress: { required: true, min: 1, max: 254, pattern: '[\\s]*[\\w+=.#\\|!&\\-]+@[\\w.\\-]+\\.[\\w]+[\\s]*' },
    PhoneNumber: { required: true, min: 1, max: 25, pattern: '[\\s0-9\\(\\)+\\-]+' },
  },
  conditions: byType,
  handle: ({ AlternateContactType, Name, Title, EmailAddress, PhoneNumber }, accountId, context) => {
    alternateContactTable(context).put(`${accountId}/${AlternateContactType}`, {
      type: AlternateContactType!,
      name: Name!,
      title: Title!,
      emailAddress: EmailAddress!.trim(),
      phoneNumber: PhoneNumber!,
    });
    return {};
  },
});

const deleteAlternateContact = accountOperation<DeleteAlternateContactRequest, object>({
  action: 'DeleteAlternateContact',
  constraints: { AlternateContactType: contactType },
  conditions: byType,
  handle: ({ AlternateContactType }, accountId, context) => {
    const key = `${accountId}/${AlternateContactType}`;
    if (!alternateContactTable(context).has(key)) throw notFound('No contact of the inputted alternate contact type found.');
    alternateContactTable(context).delete(key);
    return {};
  },
});

/** Members of ContactInformation with their limits (service model `account`). */
const contactMembers = {
  FullName: { required: true, min: 1, max: 50 },
  AddressLine1: { required: true, min: 1, max: 60 },
  AddressLine2: { min: 1, max: 60 },
  AddressLine3: { min: 1, max: 60 },
  City: { required: true, min: 1, max: 50 },
  CompanyName: { min: 1, max: 50 },
  CountryCode: { required: true, min: 2, max: 2 },
  DistrictOrCounty: { min: 1, max: 50 },
  PhoneNumber: { required: true, min: 1, max: 20, pattern: '[+][\\s0-9()\\-]+' },
  PostalCode: { required: true, min: 1, max: 20 },
  StateOrRegion: { min: 1, max: 50 },
  WebsiteUrl: { min: 1, max: 256 },
} as const;

const getContactInformation = accountOperation<GetContactInformationRequest, GetContactInformationResponse>({
  action: 'GetContactInformation',
  handle: (_input, accountId, context) => {
    const row = contactInformationTable(context).get(accountId);
    if (!row) throw notFound('No contact information found.');
    return {
      ContactInformation: Object.fromEntries(
        row.members.map(({ name, value }) => [name, value]),
      ) as unknown as ContactInformation,
    };
  },
});

const putContactInformation = accountOperation<PutContactInformationRequest, object>({
  action: 'PutContactInformation',
  constraints: { ContactInformation: { required: true } },
  handle: ({ ContactInformation: given }, accountId, context) => {
    const [violation] = violations(given!, contactMembers);
    if (violation) throw validation(violation.text);
    const values = new Map<string, unknown>(Object.entries(given!));
    const members = Object.keys(contactMembers).flatMap((name) => {
      const value = values.get(name);
      return typeof value === 'string' ? [{ name, value }] : [];
    });
    contactInformationTable(context).put(accountId, { members });
    return {};
  },
});

export const contactOperations: OperationTable = {
  GetAlternateContact: getAlternateContact,
  PutAlternateContact: putAlternateContact,
  DeleteAlternateContact: deleteAlternateContact,
  GetContactInformation: getContactInformation,
  PutContactInformation: putContactInformation,
};
