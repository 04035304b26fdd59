"""Documents of every sort, made here: what the tests of the readers, and the fuzzer, begin from."""

from __future__ import annotations

import io
import json
import zipfile

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Weights, opened | Example Weekly</title>
<link rel="canonical" href="https://example.org/weights"><meta property="og:site_name" content="Example Weekly">
<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2024-03-05T08:00:00Z">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Weights, opened", "datePublished": "2024-03-05"}</script>
</head><body><nav>""" + "".join(f'<a href="/{n}">Page {n}</a> ' for n in range(12)) + """</nav><article><h1>Weights, opened</h1><p>Example Lab opened Aster in March 2024.</p>
<h2>What changes</h2><ul><li>Anyone may run it.<ol><li>Even here</li></ol></li></ul><blockquote>Said so.</blockquote>
<table><tr><th>Model</th><th>Score</th></tr><tr><td rowspan=2>Aster</td><td>71.2</td></tr><tr><td>7|2</td></tr></table>
<pre>code</pre></article><footer>All rights</footer></body></html>"""
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Example Weekly</title><link>https://example.org/</link>
<language>en</language><item><title>Weights &amp; measures</title><link>https://example.org/a</link>
<pubDate>Tue, 05 Mar 2024 08:00:00 +0800</pubDate><dc:creator>Ann Lee</dc:creator>
<content:encoded><![CDATA[<h2>One</h2><p>Example Lab opened <b>Aster</b>.</p><ul><li>first</li></ul>]]></content:encoded></item>
<item><title>Short</title><link>https://example.org/b</link><description>Only a &lt;i&gt;summary&lt;/i&gt; here.</description></item>
<item><title>Empty</title></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>示例周刊</title><rights>CC-BY-4.0</rights>
<entry><title type="html">松树 &amp;lt;模型&amp;gt;</title><link href="https://example.org/zh"/><published>2024-03-05T08:00:00+08:00</published>
<author><name>李安</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>某实验室公布了松树模型的权重。</p>
</div></content></entry></feed>"""
CSV = "标题,正文,来源,网址,日期\n松树,某实验室公布了松树模型的权重。,示例周刊,https://example.org/zh,2024年3月5日\n空的,,,,\n"
ROWS = [
    {"title": "Weights", "text": "Example Lab opened Aster in March 2024.", "url": "https://example.org/a", "date": "2024-03-05"},
    {"标题": "松树", "正文": "某实验室公布了松树模型的权重。", "作者": ["李安", "王平"], "许可": "CC-BY-4.0"},
    {"headline": "Page", "content_html": "<p>Example Lab opened <b>Aster</b>.</p><ul><li>one</li></ul>"},
]  # fmt: skip
JSONL = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\n"
MARKDOWN = "---\ntitle: Weights\ndate: 2024-03-05\nsources: [{title: A, url: 'https://example.org'}]\n---\n# Weights\n\n- one\n  1. two\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n"


def zipped(parts: dict[str, str | bytes], **more: int) -> bytes:
    """A ZIP archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, **more)
    return out.getvalue()


def epub(*pages: str, **about: str) -> bytes:
    """A book of these pages; `about`: Dublin Core elements."""
    meta = "".join(f"<dc:{name}>{value}</dc:{name}>" for name, value in about.items())
    items = "".join(f'<item id="p{n}" href="p%20{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(pages)))
    refs = "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{meta}'
        f'</metadata><manifest><item id="nav" properties="nav" href="nav.xhtml" media-type="application/xhtml+xml"/>'
        f'{items}</manifest><spine><itemref idref="nav"/>{refs}</spine></package>'
    )
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="in/book.opf"/></rootfiles></container>'
    files: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": container}
    files |= {"in/book.opf": package, "in/nav.xhtml": "<html><body><p>Contents of it</p></body></html>"}
    files |= {f"in/p {n}.xhtml": f"<html><body>{page}</body></html>" for n, page in enumerate(pages)}
    return zipped(files)


def docx() -> bytes:
    """A document with title, headings, both kinds of lists, a quotation and a table."""
    from docx import Document

    document = Document()
    document.core_properties.title, document.core_properties.author = "Weights, opened", "Ann Lee"
    document.add_heading("Weights, opened", 0)
    document.add_heading("What changes", 1)
    document.add_paragraph("某实验室在 2024 年公布了松树模型。Aster was opened in March 2024.")
    for text, style in (("Anyone may run it.", "List Number"), ("one", "List Bullet"), ("two", "List Bullet 2")):
        document.add_paragraph(text, style=style)
    document.add_paragraph("A step that others follow", style="Intense Quote")
    document.sections[0].header.paragraphs[0].text = "Example Weekly, a running head"
    table = document.add_table(2, 2)
    for number, text in enumerate(("Model", "Score", "Aster", "71.2")):
        table.cell(number // 2, number % 2).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


NAMES = ["Aster", "Birch", "Cedar", "Dahlia", "Elm", "Fir", "Ginkgo", "Hazel", "Iris"]  # one for each paragraph of a PDF
EN = [
    "The laboratory published the weights of its model in March 2024, and docu-",
    "mentation went with the announcement. Developers praised the open-",
    "source licence, although the training data stayed in the house. Indepen-",
    "dent readers looked at the responsibilities of publishers afterwards.",
]
ZH = [
    "某实验室在二〇二四年三月公布了松树模型的权重，",
    "并说明了训练数据的来源。许多开发者对此表示欢",
    "迎，但也有人担心滥用的风险，认为应当先做评估",
    "再公开，双方争论不休，至今没有结论。",
]


def pdf(pages: int = 3) -> bytes:
    """Pages of two columns in both languages, with running heads, page numbers, headings, a list and a table."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle("Weights, opened")
    canvas.setAuthor("Ann Lee")
    for number in range(1, pages + 1):
        _page(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(canvas, number: int) -> None:
    canvas.setFont("STSong-Light", 8)
    canvas.drawString(60, 810, "Example Weekly · 示例周刊 · 2024 年第 3 期")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(290, 30, f"- {number} -")
    top = 770
    if number == 1:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(60, top, "Weights, opened: a survey of practice")
        top -= 40
    _column(canvas, 60, top, number, EN, "Helvetica", 7.5, f"{number}. What changes", "-")
    _column(canvas, 320, top, number, ZH, "STSong-Light", 7.5, f"{number}. 变化", "")


def _column(canvas, x: float, y: float, number: int, lines: list[str], font: str, size: float, head: str, sort: str) -> None:
    canvas.setFont("Helvetica-Bold" if sort else "STSong-Light", 14)
    canvas.drawString(x, y, head)
    for part in range(3):
        y -= 24
        lead = NAMES[3 * number - 3 + part]
        for line in [f"{lead} said so:" if sort else f"{lead} 如是说：", *lines]:
            canvas.setFont(font if sort or line in lines else "STSong-Light", size)
            canvas.drawString(x, y, line)
            y -= 14
    if not sort:
        return
    y -= 20
    for row in (("Model", "Size", "Score"), ("Aster", "7B", "71.2"), ("Birch", "13B", "72.3"), ("Cedar", "70B", "80.1")):
        for at, cell in enumerate(row):
            canvas.drawString(x + 70 * at, y, cell)
        y -= 14
    y -= 10
    for text in ("Openness helps other laboratories.", "Costs fall after publication."):
        canvas.drawString(x, y, f"\u2022 {text}")
        y -= 14


def all_sorts() -> dict[str, bytes]:
    """One document of each sort, by file name."""
    return {
        "a.md": MARKDOWN.encode(),
        "b.txt": "一个标题\n\n发布时间：2024-07-10 来源：某报\n\n正文在这里。\n".encode("gb18030"),
        "c.html": PAGE.encode(),
        "d.rss": RSS.encode(),
        "e.atom": ATOM.encode(),
        "f.csv": CSV.encode("utf-16"),
        "g.jsonl": JSONL.encode(),
        "h.docx": docx(),
        "i.epub": epub("<h1>One</h1><p>First words.</p>", "<h1>Two</h1><ul><li>a</li></ul>", title="Book", creator="Bo"),
        "j.pdf": pdf(2),
        "k.zip": zipped({"in/a.md": "# A\n\nWords of it.", "b.csv": CSV, "c.zip": zipped({"d.txt": "Text in a text."})}),
    }
