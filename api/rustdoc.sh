#!/bin/sh
# rustdoc with its JSON output, which is not a stable option. Only rustdoc is told so, and not the
# compiler: build scripts look at this variable, and would have every dependency built again.
RUSTC_BOOTSTRAP=1 exec rustdoc "$@"
