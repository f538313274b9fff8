/*
 * What a pickle may import and still be called safe: exact names, each of which only holds data, whatever it is
 * called with and whatever is set on it. The heart is what torch.load(weights_only=True) lets in:
 * https://github.com/pytorch/pytorch/blob/main/torch/_weights_only_unpickler.py
 */

const storageTypes =
  'Double Float Half BFloat16 Long Int Short Char Byte Bool ComplexDouble ComplexFloat QUInt8 QInt8 QInt32 QUInt4x2 QUInt2x4'
const tensorTypes = 'Double Float Half BFloat16 Long Int Short Char Byte Bool'
const dtypes =
  'float64 float32 float16 bfloat16 float double half uint8 uint16 uint32 uint64 int8 int16 int32 int64 short int long bool complex32 complex64 complex128 cfloat cdouble quint8 qint8 qint32 quint4x2 quint2x4 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu'
const schemes =
  'per_tensor_affine per_tensor_symmetric per_channel_affine per_channel_symmetric per_channel_affine_float_qparams'
const rebuilders =
  '_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter _rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor _rebuild_sparse_csr_tensor _rebuild_meta_tensor_no_storage _rebuild_nested_tensor _rebuild_device_tensor_from_numpy _rebuild_device_tensor_from_cpu_tensor'
const numpyScalars =
  'bool bool_ int8 int16 int32 int64 intc intp uint8 uint16 uint32 uint64 uintc uintp longlong ulonglong float16 float32 float64 longdouble float128 complex64 complex128 clongdouble str_ bytes_ void datetime64 timedelta64'
const numpyDtypes =
  'BoolDType Int8DType Int16DType Int32DType Int64DType UInt8DType UInt16DType UInt32DType UInt64DType LongLongDType ULongLongDType Float16DType Float32DType Float64DType LongDoubleDType Complex64DType Complex128DType StrDType BytesDType VoidDType DateTime64DType TimeDelta64DType'
const builtins = 'set frozenset bytearray bytes str int float bool complex list dict tuple object slice range'

const words = (text: string, suffix = '') => text.split(' ').map((word) => word + suffix)
const storages = words(storageTypes, 'Storage')

const names: Record<string, string[]> = {
  torch: [
    ...storages,
    ...words(tensorTypes, 'Tensor'),
    ...words(dtypes),
    ...words(schemes),
    'Size',
    'Tensor',
    'device',
    'strided',
    'sparse_coo',
  ],
  'torch.cuda': [...storages, ...words(tensorTypes, 'Tensor')],
  'torch.storage': ['UntypedStorage', 'TypedStorage', '_UntypedStorage', '_TypedStorage'],
  'torch._utils': words(rebuilders),
  'torch._tensor': ['_rebuild_from_type_v2'],
  'torch.nn.parameter': ['Parameter', 'Buffer'],
  'torch.serialization': ['_get_layout'],
  collections: ['OrderedDict', 'Counter', 'defaultdict', 'deque'],
  numpy: ['ndarray', 'dtype', ...words(numpyScalars)],
  'numpy.dtypes': words(numpyDtypes),
  builtins: words(builtins),
  __builtin__: [...words(builtins), 'unicode', 'long'],
  _codecs: ['encode'],
  copyreg: ['_reconstructor'],
  copy_reg: ['_reconstructor'],
  datetime: ['datetime', 'date', 'time', 'timedelta', 'timezone'],
}
for (const core of ['numpy.core', 'numpy._core']) {
  names[`${core}.multiarray`] = ['_reconstruct', 'scalar']
  names[`${core}.numeric`] = ['_frombuffer']
}

/** Names by their module. */
export const harmlessImports: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(names).map(([module, list]) => [module, new Set(list)]),
)
