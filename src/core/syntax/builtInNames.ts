import globals from 'globals';
import type { Language } from './syntax';

/** Names every program of the language has without defining them, and what a bundler puts in place of a name: `__DEV__`. */
export function isBuiltIn(name: string, language: Language): boolean {
  if (language === 'python') return pythonBuiltIns.has(name);
  return scriptGlobals.has(name) || /^__\w+__$/.test(name);
}

const pythonBuiltIns = new Set(
  (
    'ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError ' +
    'BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ' +
    'ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ' +
    'ExceptionGroup False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ' +
    'ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError ' +
    'KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented ' +
    'NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError ' +
    'RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration ' +
    'SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError ' +
    'UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError ' +
    'Warning WindowsError ZeroDivisionError abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable ' +
    'chr classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float ' +
    'format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len license list ' +
    'locals map max memoryview min next object oct open ord pow print property quit range repr reversed round set ' +
    'setattr slice sorted staticmethod str sum super tuple type vars zip unicode basestring unichr xrange long reduce ' +
    'raw_input reload cmp file execfile buffer apply intern coerce _ self cls __name__ __file__ __doc__ __package__ ' +
    '__spec__ __loader__ __path__ __class__ __builtins__ __import__ __build_class__ __debug__ __all__ __dict__ ' +
    '__module__ __qualname__ match case'
  ).split(' '),
);

const { builtin, browser, worker, node, commonjs, bunBuiltin, denoBuiltin } = globals;
/** Of a browser and of other hosts only what has a capital letter: the rest are words that programs use for their own (`name`, `status`). */
const hostGlobals = [browser, worker, node, bunBuiltin, denoBuiltin].flatMap(host =>
  Object.keys(host).filter(name => /[A-Z]/.test(name)),
);

const scriptGlobals = new Set([
  ...Object.keys(builtin),
  ...Object.keys(commonjs),
  ...hostGlobals,
  ...(
    'JSX React __dirname __filename after afterAll afterEach alert arguments assert atob before beforeAll beforeEach btoa caches ' +
    'confirm console crypto define describe document event expect fetch fit history it jest location navigator performance ' +
    'process prompt screen self sinon test vi window xdescribe xit'
  ).split(' '),
]);
