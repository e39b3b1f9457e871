"""How Sphinx builds the site: read by `make_site.py` alone; nothing here asks the network for anything."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.lexers.special import TextLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

project = "Standoff"
author = "the authors of Standoff"
project_copyright = "the authors of Standoff"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "docstrings",  # beside this file: our lists of parameters as napoleon knows them
    "side_list",
]
root_doc = "docs/index"

# Pages are Markdown; a link to a heading finds it by its words, as on the pages of a repository.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_links_external_new_tab = False

autosummary_generate = False  # `api_pages.py` writes a page for every name
autosummary_imported_members = False
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
default_role = "code"  # one backtick is code in our docstrings, as in Markdown
napoleon_google_docstring = False
napoleon_custom_sections = ["Source", ("Attributes", "params_style")]
napoleon_use_rtype = False

pygments_style = "tango"
pygments_dark_style = "native"
html_theme = "furo"
html_title = "Standoff"
html_static_path = ["_static"]
html_css_files = ["standoff.css"]
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None  # the same text gives the same pages
html_domain_indices = False


def setup(app: Sphinx) -> None:
    """Sessions with the command are shown as they are: their output is no shell text."""
    app.add_lexer("console", TextLexer)
