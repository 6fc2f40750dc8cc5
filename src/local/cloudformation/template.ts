/** A CloudFormation template as the packager writes it, and what is made of it. */
import type { Json } from '../../engine/json.ts';

export type JsonObject = { [key: string]: Json };

/** One entry of `Resources`. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DependsOn?: string | readonly string[];
  /** Name of a condition; the resource is left out when it is false. */
  readonly Condition?: string;
}

/** The sections that are read. Others (Metadata, Description) say nothing about what runs. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: Json }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Json>>>>>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json; readonly Condition?: string }>>;
}

/** A resource that has been made: what `Ref` gives, and what `Fn::GetAtt` gives. */
export interface MadeResource {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, Json>>;
}

/** A problem of a template. The message says where in it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** True for a JSON object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
