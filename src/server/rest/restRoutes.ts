import {
  type DescField,
  type DescMethod,
  type DescMethodUnary,
  type DescService,
  getOption,
  hasOption,
} from '@bufbuild/protobuf'

import { http } from '../../gen/google/api/annotations_pb.ts'
import type { HttpRule } from '../../gen/google/api/http_pb.ts'

export type RestVerb = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH'

/** One address of REST, and how its request is put together. */
export interface RestAddress {
  verb: RestVerb
  /** As in the proto file: `/api/v1/models/{slug}/ancestry`. */
  template: string
  method: Pick<DescMethod, 'input'>
  /** Request fields that stand in the path, one segment each. */
  pathFields: DescField[]
  /** True when the other request fields come as a JSON body, false when they are query parameters. */
  body: boolean
}

/** An address that calls a method, whose answer REST wraps. */
export interface RestRoute extends RestAddress {
  method: DescMethodUnary
  /** 0 for the method's own address, 1 and more for its additional bindings. */
  binding: number
}

/** Every address that the `google.api.http` annotations of `services` name, in their order. */
export function restRoutes(services: readonly DescService[]): RestRoute[] {
  return services.flatMap((service) =>
    service.methods.flatMap((method) => {
      if (!hasOption(method, http)) return []
      if (!isUnary(method)) {
        throw new Error(`${service.typeName}.${method.name} streams; REST has no address for it.`)
      }
      const rule = getOption(method, http)
      return [rule, ...rule.additionalBindings].map((binding, index) => toRoute(method, binding, index))
    }),
  )
}

/** The response field that becomes the envelope's `data`; undefined when the whole message does. */
export function responseBodyField(method: DescMethodUnary): DescField | undefined {
  if (!hasOption(method, http)) return undefined
  const { responseBody } = getOption(method, http)
  return responseBody === '' ? undefined : fieldNamed(method.output.fields, responseBody, method)
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === 'unary'
}

function toRoute(method: DescMethodUnary, rule: HttpRule, binding: number): RestRoute {
  const { case: verb, value: template } = rule.pattern
  if (verb === undefined) throw new Error(`${method.name}: its google.api.http rule has no address.`)
  if (rule.body !== '' && rule.body !== '*') throw new Error(`${method.name}: only body: "*" is understood.`)
  return {
    verb: verb.toUpperCase() as RestVerb,
    template,
    method,
    pathFields: [...template.matchAll(/\{([^}]*)\}/g)].map(([, name]) =>
      fieldNamed(method.input.fields, name ?? '', method),
    ),
    body: rule.body === '*',
    binding,
  }
}

function fieldNamed(fields: readonly DescField[], name: string, method: DescMethodUnary): DescField {
  const field = fields.find((candidate) => candidate.name === name)
  if (!field) throw new Error(`${method.name}: its google.api.http rule names ${name}, which is not a field.`)
  return field
}
