import { WeighthouseError } from '../foundation/errors.ts'
import type { ByteSource } from './bytes/byteSource.ts'
import type { OnnxHeader } from './modelHeader.ts'
import { createProtobufReader, type ProtobufField, type ProtobufReader } from './protobufReader.ts'

/*
 * The fields that are read, by their numbers in
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; all others are passed over.
 *
 *   ModelProto         1 ir_version  2 producer_name  3 producer_version  7 graph  8 opset_import
 *                      20 training_info (1 and 2 graphs)  25 functions
 *   OperatorSetIdProto 1 domain  2 version
 *   GraphProto         1 node  2 name  5 initializer  15 sparse_initializer (1 values, 2 indices)
 *   FunctionProto      7 node
 *   NodeProto          5 attribute (5 t, 6 g, 10 tensors, 11 graphs)
 *   TensorProto        13 external_data (1 key, 2 value)
 */

/** A file with more messages than any known model is no model. */
const mostFields = 20_000_000
const longestText = 64 * 1024
const mostExternalFiles = 10_000
/** Graphs in attributes of nodes in graphs. */
const deepestGraph = 32

/**
 * Reads the header of the ONNX file `source` and walks over its graph; never a byte of its tensors.
 *
 * @param path for messages
 * @throws WeighthouseError INVALID_ARGUMENT when the file is not ONNX, saying what is wrong
 */
export async function readOnnxHeader(source: ByteSource, path: string): Promise<OnnxHeader> {
  const invalid = (complaint: string) =>
    new WeighthouseError('INVALID_ARGUMENT', `${path} is not a sound ONNX file: ${complaint}.`, { details: { path } })
  const reader = createProtobufReader(source, { mostFields, invalid })
  const header: OnnxHeader = {
    kind: 'onnx',
    irVersion: 0,
    producer: '',
    opsets: new Map(),
    graphName: '',
    nodeCount: 0,
    initializerCount: 0,
    externalFiles: [],
  }
  const external = new Set<string>()
  let graphs = 0
  const producer = ['', '']

  await reader.message(source.size, async (field) => {
    if (field.number === 1) header.irVersion = reader.integer(field)
    else if (field.number === 2 || field.number === 3)
      producer[field.number - 2] = await reader.text(field, longestText)
    else if (field.number === 8) await readOpset(reader, field, header)
    else if (field.number === 20) {
      await reader.inside(field, async (part) => {
        if (part.number === 1 || part.number === 2) await readGraph(part, 1)
      })
    } else if (field.number === 25) await reader.inside(field, (part) => readNode(part, 7, 0))
    else if (field.number === 7) {
      graphs++
      await readGraph(field, 0)
    }
  })
  if (graphs !== 1 || header.irVersion < 1) throw invalid('it has no graph, or no version')
  return { ...header, producer: producer.filter(Boolean).join(' '), externalFiles: [...external] }

  async function readGraph(field: ProtobufField, depth: number): Promise<void> {
    if (depth > deepestGraph) throw invalid(`it has graphs in graphs, more than ${deepestGraph} deep`)
    await reader.inside(field, async (part) => {
      if (part.number === 1) await readNode(part, 1, depth)
      else if (part.number === 2 && depth === 0) header.graphName = await reader.text(part, longestText)
      else if (part.number === 5) {
        header.initializerCount++
        await readTensor(part)
      } else if (part.number === 15) {
        await reader.inside(part, async (tensor) => {
          if (tensor.number === 1 || tensor.number === 2) await readTensor(tensor)
        })
      }
    })
  }

  async function readNode(field: ProtobufField, nodeField: number, depth: number): Promise<void> {
    if (field.number !== nodeField) return
    header.nodeCount++
    await reader.inside(field, async (attribute) => {
      if (attribute.number !== 5) return
      await reader.inside(attribute, async (value) => {
        if (value.number === 5 || value.number === 10) await readTensor(value)
        else if (value.number === 6 || value.number === 11) await readGraph(value, depth + 1)
      })
    })
  }

  async function readTensor(field: ProtobufField): Promise<void> {
    if (field.length === undefined) return
    await reader.inside(field, async (part) => {
      if (part.number !== 13) return
      const pair = ['', '']
      await reader.inside(part, async (text) => {
        if (text.number === 1 || text.number === 2) pair[text.number - 1] = await reader.text(text, longestText)
      })
      if (pair[0] !== 'location') return
      external.add(pair[1] ?? '')
      if (external.size > mostExternalFiles) throw invalid(`it names more than ${mostExternalFiles} files`)
    })
  }
}

async function readOpset(reader: ProtobufReader, field: ProtobufField, header: OnnxHeader): Promise<void> {
  let domain = ''
  let version = 0
  await reader.inside(field, async (part) => {
    if (part.number === 1) domain = await reader.text(part, longestText)
    else if (part.number === 2) version = reader.integer(part)
  })
  if (header.opsets.size < 1000) header.opsets.set(domain, version)
}
