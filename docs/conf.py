"""How the documentation site is built: Sphinx, with pages in Markdown (MyST). `make docs` runs it.

The pages under reference/ are made out of the program before anything is read, so none can be older than it is. The build
stops at a broken link. No page loads anything from another host: the theme brings its fonts' names, not fonts.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import make_reference

import kg

make_reference.make()

project = "kg"
author = "the kg project"
copyright = "the kg project, Apache-2.0"
version = release = kg.__version__
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["**/.*"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["misc.highlighting_failure"]  # answers shown as text are no code

smartquotes = False  # `--option` in a sentence stays as it is typed

html_theme = "furo"
html_title = "kg"
html_static_path: list[str] = []
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
