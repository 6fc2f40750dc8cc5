/** Requests to function URLs, format version 2.0. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { operation, type CallContext, type Caller, type OperationTable } from '../core/service.ts';
import type { WireRequest, WireResponse } from '../wire/request.ts';
import { findFunction } from './find-function.ts';
import { running } from './invoke.ts';
import { policyOf } from './rows.ts';
import { functionUrls, type FunctionUrlRow } from './url-operations.ts';

export interface UrlRequest {
  readonly request: WireRequest;
  readonly accessKeyId: string;
}

function rowOf({ request }: UrlRequest, context: CallContext): FunctionUrlRow {
  const url = `https://${request.hostname}/`;
  for (const row of functionUrls(context.store).values()) if (row.FunctionUrl === url) return row;
  throw new AwsError('AccessDeniedException', 'Forbidden', { statusCode: 403 });
}

/** Not an operation of Lambda's API: the name is that of the IAM action. */
export const urlRequests: OperationTable = {
  InvokeFunctionUrl: operation<UrlRequest, WireResponse>({
    /* Since October 2025 a caller needs both actions.
       https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
    permissions(input, context) {
      const { FunctionArn, AuthType } = rowOf(input, context);
      const resourcePolicy = policyOf(findFunction(FunctionArn, undefined, context).row);
      const on = { resources: [FunctionArn], resourcePolicy };
      return [
        { ...on, action: 'lambda:InvokeFunctionUrl', conditions: { 'lambda:FunctionUrlAuthType': AuthType } },
        { ...on, action: 'lambda:InvokeFunction', conditions: { 'lambda:InvokedViaFunctionUrl': 'true' } },
      ];
    },
    handle(input, context) {
      const { FunctionArn } = rowOf(input, context);
      const { row, arn } = findFunction(FunctionArn, undefined, context);
      const payload = eventOf(input, context);
      return running(row, context, () =>
        context.ports.invokeFunction({ functionArn: arn, payload, requestId: context.requestId }),
      ).then(({ payload: answer, functionError }) => (functionError === undefined ? responseOf(answer) : badGateway));
    },
  }),
};

function eventOf({ request, accessKeyId }: UrlRequest, context: CallContext): Json {
  const { method, hostname, path, headers, query, body } = request;
  const at = new Date(context.now);
  const text = Buffer.from(body);
  // The signature and the session's token end at Lambda; the function gets the caller's identity instead.
  const { authorization: _signature, 'x-amz-security-token': _token, ...passed } = headers;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: passed,
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query as Json }),
    requestContext: {
      accountId: context.caller.account,
      apiId: hostname.split('.')[0]!,
      authentication: null,
      authorizer: { iam: identityOf(context.caller, accessKeyId, context) },
      domainName: hostname,
      domainPrefix: hostname.split('.')[0]!,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? '' },
      requestId: context.requestId,
      routeKey: '$default',
      stage: '$default',
      time: at.toISOString(),
      timeEpoch: context.now,
    },
    ...(body.length === 0 ? {} : { body: text.toString('utf8') }),
    isBase64Encoded: false,
  };
}

function identityOf(caller: Caller, accessKey: string, { settings }: CallContext): Json {
  return {
    accessKey,
    accountId: caller.account,
    callerId: caller.arn,
    cognitoIdentity: null,
    principalOrgId: settings.organizationId,
    userArn: caller.arn,
    userId: caller.arn,
  };
}

const badGateway: WireResponse = {
  statusCode: 502,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('Internal Server Error'),
};

/** A function answers with a response, or with a value that is the body of a 200. */
function responseOf(answer: Json): WireResponse {
  const { statusCode, headers, body, isBase64Encoded } = (typeof answer === 'object' ? (answer ?? {}) : {}) as {
    statusCode?: number;
    headers?: Record<string, string>;
    body?: string;
    isBase64Encoded?: boolean;
  };
  const json = { 'content-type': 'application/json' };
  if (statusCode === undefined) return { statusCode: 200, headers: json, body: Buffer.from(JSON.stringify(answer)) };
  return { statusCode, headers: headers ?? json, body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8') };
}
