@echo off
rem Runs Weighthouse with the Node that the project pins.
if not exist "%~dp0..\node_modules\node\bin\node.exe" (
  pushd "%~dp0.." && call npm install --no-save --no-fund --no-audit --loglevel=error 1>&2 && popd || exit /b 1
)
"%~dp0..\node_modules\node\bin\node.exe" "%~dp0..\src\cli\main.ts" %*
