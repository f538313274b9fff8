/*
 * What no file of weights needs and what has been used to take over machines: facts from public scanners and from
 * reports on them (CVE-2025-1716, -1889, -1944, -1945, -10155, -10156, -10157, CVE-2026-56304, arXiv 2508.19774).
 */

/** Modules of which everything counts, and everything in modules below them. With their names in Python 2. */
export const dangerousModules: ReadonlySet<string> = new Set(
  `os posix nt sys subprocess _posixsubprocess socket _socket shutil runpy pty
  pickle _pickle cPickle _compat_pickle marshal shelve dill cloudpickle jsonpickle
  pip pdb bdb cmd code codeop ctypes _ctypes cffi _cffi_backend asyncio aiohttp
  http httplib requests urllib urllib2 urllib3 ssl _ssl webbrowser ftplib telnetlib smtplib poplib imaplib nntplib
  xmlrpc xmlrpclib socketserver SocketServer wsgiref
  venv uuid timeit pydoc profile cProfile trace doctest test numpy.f2py numpy.testing._private.utils numpy.distutils
  numpy.ctypeslib distutils setuptools pkg_resources commands popen2 platform
  _osx_support _aix_support _pyrepl idlelib lib2to3 ensurepip site sitecustomize
  importlib imp zipimport pkgutil _frozen_importlib _frozen_importlib_external _imp modulefinder
  multiprocessing concurrent _xxsubinterpreters _interpreters
  mmap fcntl signal msvcrt _winapi winreg _winreg antigravity sqlite3 _sqlite3
  tempfile fileinput linecache
  paramiko fabric pexpect sh plumbum
  torch.hub torch.utils.cpp_extension torch.utils.model_zoo torch.distributed.rpc torch.utils.collect_env
  torch.utils.bottleneck torch.utils._config_module`
    .split(/\s+/)
    .filter(Boolean),
)

const evaluators =
  'eval exec execfile compile getattr setattr delattr apply open file breakpoint input __import__ vars globals locals'

const named: Record<string, string> = {
  builtins: evaluators,
  __builtin__: `${evaluators} raw_input reload`,
  operator: 'attrgetter itemgetter methodcaller',
  _operator: 'attrgetter itemgetter methodcaller',
  functools: 'partial partialmethod reduce singledispatch',
  _functools: 'partial reduce',
  types: 'CodeType FunctionType LambdaType MethodType ModuleType GeneratorType',
  new: 'code function instancemethod module classobj',
  io: 'FileIO open open_code',
  _io: 'FileIO open open_code',
  codecs: 'open StreamReaderWriter',
  logging: 'FileHandler',
  'logging.handlers':
    'RotatingFileHandler TimedRotatingFileHandler WatchedFileHandler SocketHandler HTTPHandler SMTPHandler',
  'logging.config': 'fileConfig dictConfig listen',
  inspect: 'getattr_static',
  torch: 'load',
  'torch.serialization': 'load',
  'torch.jit': 'load',
  'torch._inductor.codecache': 'compile_file AsyncCompile CppCodeCache PyCodeCache',
  numpy: 'load fromfile memmap loadtxt genfromtxt DataSource',
  'numpy.lib.npyio': 'load DataSource NpzFile',
  pandas: 'read_pickle eval',
  'pandas.io.pickle': 'read_pickle',
  joblib: 'load',
  'joblib.numpy_pickle': 'load',
  'transformers.utils.hub': 'cached_file',
}

/** Single names of modules that are harmless otherwise. */
export const dangerousNames: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(named).map(([module, list]) => [module, new Set(list.split(' '))]),
)

/** What makes a name dangerous wherever it is reached: `torch.serialization.os.system`, `Some.method.__globals__`. */
export const dangerousSteps: ReadonlySet<string> = new Set(
  `os posix nt sys subprocess builtins __builtins__ __builtin__ importlib shutil socket ctypes runpy pty
  __globals__ __code__ __import__ __subclasses__ __loader__ __spec__ __getattribute__ __closure__ gi_frame f_globals
  func_globals eval exec execfile system popen`
    .split(/\s+/)
    .filter(Boolean),
)
