/**
 * AWS Control Tower (API reference, version 2018-05-10): the SDK client that we can install knows four of its operations and ships no
 * schemas.
 */
import type { SchemaModule } from './schema-module.ts';
import { boolean, document, error, inQuery, isoTime, label, list, map, number, operation, structure, text } from './build.ts';

const createLandingZoneInput = structure('CreateLandingZoneInput', {
  version: text,
  remediationTypes: list(text),
  tags: map(text),
  manifest: document,
});
const createLandingZoneOutput = structure('CreateLandingZoneOutput', { arn: text, operationIdentifier: text });
const deleteLandingZoneInput = structure('DeleteLandingZoneInput', { landingZoneIdentifier: text });
const deleteLandingZoneOutput = structure('DeleteLandingZoneOutput', { operationIdentifier: text });
const disableBaselineInput = structure('DisableBaselineInput', { enabledBaselineIdentifier: text });
const disableBaselineOutput = structure('DisableBaselineOutput', { operationIdentifier: text });
const disableControlInput = structure('DisableControlInput', {
  controlIdentifier: text,
  targetIdentifier: text,
  enabledControlIdentifier: text,
});
const disableControlOutput = structure('DisableControlOutput', { operationIdentifier: text });
const enabledBaselineParameter = structure('EnabledBaselineParameter', { key: text, value: document });
const enableBaselineInput = structure('EnableBaselineInput', {
  baselineVersion: text,
  parameters: list(enabledBaselineParameter),
  baselineIdentifier: text,
  targetIdentifier: text,
  tags: map(text),
});
const enableBaselineOutput = structure('EnableBaselineOutput', { operationIdentifier: text, arn: text });
const enabledControlParameter = structure('EnabledControlParameter', { key: text, value: document });
const enableControlInput = structure('EnableControlInput', {
  controlIdentifier: text,
  targetIdentifier: text,
  tags: map(text),
  parameters: list(enabledControlParameter),
});
const enableControlOutput = structure('EnableControlOutput', { operationIdentifier: text, arn: text });
const getBaselineInput = structure('GetBaselineInput', { baselineIdentifier: text });
const getBaselineOutput = structure('GetBaselineOutput', { arn: text, name: text, description: text });
const getBaselineOperationInput = structure('GetBaselineOperationInput', { operationIdentifier: text });
const baselineOperation = structure('BaselineOperation', {
  operationIdentifier: text,
  operationType: text,
  status: text,
  startTime: isoTime,
  endTime: isoTime,
  statusMessage: text,
});
const getBaselineOperationOutput = structure('GetBaselineOperationOutput', { baselineOperation: baselineOperation });
const getControlOperationInput = structure('GetControlOperationInput', { operationIdentifier: text });
const controlOperation = structure('ControlOperation', {
  operationType: text,
  startTime: isoTime,
  endTime: isoTime,
  status: text,
  statusMessage: text,
  operationIdentifier: text,
  controlIdentifier: text,
  targetIdentifier: text,
  enabledControlIdentifier: text,
});
const getControlOperationOutput = structure('GetControlOperationOutput', { controlOperation: controlOperation });
const getEnabledBaselineInput = structure('GetEnabledBaselineInput', { enabledBaselineIdentifier: text });
const enabledBaselineInheritanceDrift = structure('EnabledBaselineInheritanceDrift', { status: text });
const enabledBaselineDriftTypes = structure('EnabledBaselineDriftTypes', { inheritance: enabledBaselineInheritanceDrift });
const enabledBaselineDriftStatusSummary = structure('EnabledBaselineDriftStatusSummary', { types: enabledBaselineDriftTypes });
const enablementStatusSummary = structure('EnablementStatusSummary', { status: text, lastOperationIdentifier: text });
const enabledBaselineParameterSummary = structure('EnabledBaselineParameterSummary', { key: text, value: document });
const enabledBaselineDetails = structure('EnabledBaselineDetails', {
  arn: text,
  baselineIdentifier: text,
  baselineVersion: text,
  driftStatusSummary: enabledBaselineDriftStatusSummary,
  targetIdentifier: text,
  parentIdentifier: text,
  statusSummary: enablementStatusSummary,
  parameters: list(enabledBaselineParameterSummary),
});
const getEnabledBaselineOutput = structure('GetEnabledBaselineOutput', { enabledBaselineDetails: enabledBaselineDetails });
const getEnabledControlInput = structure('GetEnabledControlInput', { enabledControlIdentifier: text });
const enabledControlInheritanceDrift = structure('EnabledControlInheritanceDrift', { status: text });
const enabledControlResourceDrift = structure('EnabledControlResourceDrift', { status: text });
const enabledControlDriftTypes = structure('EnabledControlDriftTypes', {
  inheritance: enabledControlInheritanceDrift,
  resource: enabledControlResourceDrift,
});
const driftStatusSummary = structure('DriftStatusSummary', { driftStatus: text, types: enabledControlDriftTypes });
const region = structure('Region', { name: text });
const enabledControlParameterSummary = structure('EnabledControlParameterSummary', { key: text, value: document });
const enabledControlDetails = structure('EnabledControlDetails', {
  arn: text,
  controlIdentifier: text,
  targetIdentifier: text,
  statusSummary: enablementStatusSummary,
  driftStatusSummary: driftStatusSummary,
  parentIdentifier: text,
  targetRegions: list(region),
  parameters: list(enabledControlParameterSummary),
});
const getEnabledControlOutput = structure('GetEnabledControlOutput', { enabledControlDetails: enabledControlDetails });
const getLandingZoneInput = structure('GetLandingZoneInput', { landingZoneIdentifier: text });
const landingZoneDriftStatusSummary = structure('LandingZoneDriftStatusSummary', { status: text });
const landingZoneDetail = structure('LandingZoneDetail', {
  version: text,
  remediationTypes: list(text),
  arn: text,
  status: text,
  latestAvailableVersion: text,
  driftStatus: landingZoneDriftStatusSummary,
  manifest: document,
});
const getLandingZoneOutput = structure('GetLandingZoneOutput', { landingZone: landingZoneDetail });
const getLandingZoneOperationInput = structure('GetLandingZoneOperationInput', { operationIdentifier: text });
const landingZoneOperationDetail = structure('LandingZoneOperationDetail', {
  operationType: text,
  operationIdentifier: text,
  status: text,
  startTime: isoTime,
  endTime: isoTime,
  statusMessage: text,
});
const getLandingZoneOperationOutput = structure('GetLandingZoneOperationOutput', {
  operationDetails: landingZoneOperationDetail,
});
const listBaselinesInput = structure('ListBaselinesInput', { nextToken: text, maxResults: number });
const baselineSummary = structure('BaselineSummary', { arn: text, name: text, description: text });
const listBaselinesOutput = structure('ListBaselinesOutput', { baselines: list(baselineSummary), nextToken: text });
const controlOperationFilter = structure('ControlOperationFilter', {
  controlIdentifiers: list(text),
  targetIdentifiers: list(text),
  enabledControlIdentifiers: list(text),
  statuses: list(text),
  controlOperationTypes: list(text),
});
const listControlOperationsInput = structure('ListControlOperationsInput', {
  filter: controlOperationFilter,
  nextToken: text,
  maxResults: number,
});
const controlOperationSummary = structure('ControlOperationSummary', {
  operationType: text,
  startTime: isoTime,
  endTime: isoTime,
  status: text,
  statusMessage: text,
  operationIdentifier: text,
  controlIdentifier: text,
  targetIdentifier: text,
  enabledControlIdentifier: text,
});
const listControlOperationsOutput = structure('ListControlOperationsOutput', {
  controlOperations: list(controlOperationSummary),
  nextToken: text,
});
const enabledBaselineFilter = structure('EnabledBaselineFilter', {
  targetIdentifiers: list(text),
  baselineIdentifiers: list(text),
  parentIdentifiers: list(text),
  statuses: list(text),
  inheritanceDriftStatuses: list(text),
});
const listEnabledBaselinesInput = structure('ListEnabledBaselinesInput', {
  filter: enabledBaselineFilter,
  nextToken: text,
  maxResults: number,
  includeChildren: boolean,
});
const enabledBaselineSummary = structure('EnabledBaselineSummary', {
  arn: text,
  baselineIdentifier: text,
  baselineVersion: text,
  driftStatusSummary: enabledBaselineDriftStatusSummary,
  targetIdentifier: text,
  parentIdentifier: text,
  statusSummary: enablementStatusSummary,
});
const listEnabledBaselinesOutput = structure('ListEnabledBaselinesOutput', {
  enabledBaselines: list(enabledBaselineSummary),
  nextToken: text,
});
const enabledControlFilter = structure('EnabledControlFilter', {
  controlIdentifiers: list(text),
  statuses: list(text),
  driftStatuses: list(text),
  parentIdentifiers: list(text),
  inheritanceDriftStatuses: list(text),
  resourceDriftStatuses: list(text),
});
const listEnabledControlsInput = structure('ListEnabledControlsInput', {
  targetIdentifier: text,
  nextToken: text,
  maxResults: number,
  filter: enabledControlFilter,
  includeChildren: boolean,
});
const enabledControlSummary = structure('EnabledControlSummary', {
  arn: text,
  controlIdentifier: text,
  targetIdentifier: text,
  statusSummary: enablementStatusSummary,
  driftStatusSummary: driftStatusSummary,
  parentIdentifier: text,
});
const listEnabledControlsOutput = structure('ListEnabledControlsOutput', {
  enabledControls: list(enabledControlSummary),
  nextToken: text,
});
const landingZoneOperationFilter = structure('LandingZoneOperationFilter', { types: list(text), statuses: list(text) });
const listLandingZoneOperationsInput = structure('ListLandingZoneOperationsInput', {
  filter: landingZoneOperationFilter,
  nextToken: text,
  maxResults: number,
});
const landingZoneOperationSummary = structure('LandingZoneOperationSummary', {
  operationType: text,
  operationIdentifier: text,
  status: text,
});
const listLandingZoneOperationsOutput = structure('ListLandingZoneOperationsOutput', {
  landingZoneOperations: list(landingZoneOperationSummary),
  nextToken: text,
});
const listLandingZonesInput = structure('ListLandingZonesInput', { nextToken: text, maxResults: number });
const landingZoneSummary = structure('LandingZoneSummary', { arn: text });
const listLandingZonesOutput = structure('ListLandingZonesOutput', { landingZones: list(landingZoneSummary), nextToken: text });
const listTagsForResourceInput = structure('ListTagsForResourceInput', { resourceArn: label(text) });
const listTagsForResourceOutput = structure('ListTagsForResourceOutput', { tags: map(text) });
const resetEnabledBaselineInput = structure('ResetEnabledBaselineInput', { enabledBaselineIdentifier: text });
const resetEnabledBaselineOutput = structure('ResetEnabledBaselineOutput', { operationIdentifier: text });
const resetEnabledControlInput = structure('ResetEnabledControlInput', { enabledControlIdentifier: text });
const resetEnabledControlOutput = structure('ResetEnabledControlOutput', { operationIdentifier: text });
const resetLandingZoneInput = structure('ResetLandingZoneInput', { landingZoneIdentifier: text });
const resetLandingZoneOutput = structure('ResetLandingZoneOutput', { operationIdentifier: text });
const tagResourceInput = structure('TagResourceInput', { resourceArn: label(text), tags: map(text) });
const tagResourceOutput = structure('TagResourceOutput', {});
const untagResourceInput = structure('UntagResourceInput', { resourceArn: label(text), tagKeys: inQuery('tagKeys', list(text)) });
const untagResourceOutput = structure('UntagResourceOutput', {});
const updateEnabledBaselineInput = structure('UpdateEnabledBaselineInput', {
  baselineVersion: text,
  parameters: list(enabledBaselineParameter),
  enabledBaselineIdentifier: text,
});
const updateEnabledBaselineOutput = structure('UpdateEnabledBaselineOutput', { operationIdentifier: text });
const updateEnabledControlInput = structure('UpdateEnabledControlInput', {
  parameters: list(enabledControlParameter),
  enabledControlIdentifier: text,
});
const updateEnabledControlOutput = structure('UpdateEnabledControlOutput', { operationIdentifier: text });
const updateLandingZoneInput = structure('UpdateLandingZoneInput', {
  version: text,
  remediationTypes: list(text),
  landingZoneIdentifier: text,
  manifest: document,
});
const updateLandingZoneOutput = structure('UpdateLandingZoneOutput', { operationIdentifier: text });

export const controltowerSchemas: SchemaModule = {
  CreateLandingZone: operation('CreateLandingZone', '/create-landingzone', createLandingZoneInput, createLandingZoneOutput),
  DeleteLandingZone: operation('DeleteLandingZone', '/delete-landingzone', deleteLandingZoneInput, deleteLandingZoneOutput),
  DisableBaseline: operation('DisableBaseline', '/disable-baseline', disableBaselineInput, disableBaselineOutput),
  DisableControl: operation('DisableControl', '/disable-control', disableControlInput, disableControlOutput),
  EnableBaseline: operation('EnableBaseline', '/enable-baseline', enableBaselineInput, enableBaselineOutput),
  EnableControl: operation('EnableControl', '/enable-control', enableControlInput, enableControlOutput),
  GetBaseline: operation('GetBaseline', '/get-baseline', getBaselineInput, getBaselineOutput),
  GetBaselineOperation: operation(
    'GetBaselineOperation',
    '/get-baseline-operation',
    getBaselineOperationInput,
    getBaselineOperationOutput,
  ),
  GetControlOperation: operation(
    'GetControlOperation',
    '/get-control-operation',
    getControlOperationInput,
    getControlOperationOutput,
  ),
  GetEnabledBaseline: operation('GetEnabledBaseline', '/get-enabled-baseline', getEnabledBaselineInput, getEnabledBaselineOutput),
  GetEnabledControl: operation('GetEnabledControl', '/get-enabled-control', getEnabledControlInput, getEnabledControlOutput),
  GetLandingZone: operation('GetLandingZone', '/get-landingzone', getLandingZoneInput, getLandingZoneOutput),
  GetLandingZoneOperation: operation(
    'GetLandingZoneOperation',
    '/get-landingzone-operation',
    getLandingZoneOperationInput,
    getLandingZoneOperationOutput,
  ),
  ListBaselines: operation('ListBaselines', '/list-baselines', listBaselinesInput, listBaselinesOutput),
  ListControlOperations: operation(
    'ListControlOperations',
    '/list-control-operations',
    listControlOperationsInput,
    listControlOperationsOutput,
  ),
  ListEnabledBaselines: operation(
    'ListEnabledBaselines',
    '/list-enabled-baselines',
    listEnabledBaselinesInput,
    listEnabledBaselinesOutput,
  ),
  ListEnabledControls: operation(
    'ListEnabledControls',
    '/list-enabled-controls',
    listEnabledControlsInput,
    listEnabledControlsOutput,
  ),
  ListLandingZoneOperations: operation(
    'ListLandingZoneOperations',
    '/list-landingzone-operations',
    listLandingZoneOperationsInput,
    listLandingZoneOperationsOutput,
  ),
  ListLandingZones: operation('ListLandingZones', '/list-landingzones', listLandingZonesInput, listLandingZonesOutput),
  ListTagsForResource: operation(
    'ListTagsForResource',
    '/tags/{resourceArn}',
    listTagsForResourceInput,
    listTagsForResourceOutput,
    'GET',
  ),
  ResetEnabledBaseline: operation(
    'ResetEnabledBaseline',
    '/reset-enabled-baseline',
    resetEnabledBaselineInput,
    resetEnabledBaselineOutput,
  ),
  ResetEnabledControl: operation(
    'ResetEnabledControl',
    '/reset-enabled-control',
    resetEnabledControlInput,
    resetEnabledControlOutput,
  ),
  ResetLandingZone: operation('ResetLandingZone', '/reset-landingzone', resetLandingZoneInput, resetLandingZoneOutput),
  TagResource: operation('TagResource', '/tags/{resourceArn}', tagResourceInput, tagResourceOutput),
  UntagResource: operation('UntagResource', '/tags/{resourceArn}', untagResourceInput, untagResourceOutput, 'DELETE'),
  UpdateEnabledBaseline: operation(
    'UpdateEnabledBaseline',
    '/update-enabled-baseline',
    updateEnabledBaselineInput,
    updateEnabledBaselineOutput,
  ),
  UpdateEnabledControl: operation(
    'UpdateEnabledControl',
    '/update-enabled-control',
    updateEnabledControlInput,
    updateEnabledControlOutput,
  ),
  UpdateLandingZone: operation('UpdateLandingZone', '/update-landingzone', updateLandingZoneInput, updateLandingZoneOutput),
  AccessDeniedException: error('AccessDeniedException', 403, { message: text }),
  ConflictException: error('ConflictException', 409, { message: text }),
  InternalServerException: error('InternalServerException', 500, { message: text }),
  ResourceNotFoundException: error('ResourceNotFoundException', 404, { message: text }),
  ServiceQuotaExceededException: error('ServiceQuotaExceededException', 402, { message: text }),
  ThrottlingException: error('ThrottlingException', 429, {
    message: text,
    serviceCode: text,
    quotaCode: text,
    retryAfterSeconds: [number, { httpHeader: 'Retry-After' }],
  }),
  ValidationException: error('ValidationException', 400, { message: text }),
};
