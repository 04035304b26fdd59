"""Addresses: what a page gives, and that nothing is asked of this machine or its network unless that is allowed."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import documents
import pytest

from kg.errors import KgError, ReadError
from kg.intake import Taken, Taker
from kg.intake.address import Fetched, fetch
from kg.intake.hosts import is_public
from kg.limits import Limits

LIMITS = Limits(download=300_000, wait=5)
Answer = Callable[[BaseHTTPRequestHandler], None]


def body(raw: bytes, kind: str = "text/html", **headers: str) -> Answer:
    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": kind, "Content-Length": str(len(raw)), **named}.items():
            to.send_header(name, value)
        to.end_headers()
        to.wfile.write(raw)

    return answer


def redirect(to_where: str) -> Answer:
    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(302)
        to.send_header("Location", to_where.encode().decode("latin-1"))
        to.send_header("Content-Length", "0")
        to.end_headers()

    return answer


def slowly(raw: bytes, pause: float) -> Answer:
    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Type", "text/html")
        to.end_headers()
        try:
            for byte in raw:
                to.wfile.write(bytes([byte]))
                to.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass  # the other side has left, which is what the test is about

    return answer


def endless(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Type", "text/html")
    to.end_headers()
    try:
        while True:
            to.wfile.write(b"words and more words " * 1000)
    except OSError:
        pass


BIG5 = "<html><head><title>松樹模型</title></head><body><p>某實驗室公布了松樹模型的權重，這是大家都在說的事情。</p></body></html>"
FEED = """<rss version="2.0"><channel><title>Feed</title><item><title>One</title><link>{one}</link><description>Short words.</description>
</item><item><title>Two</title><link>{two}</link><description>Other words.</description></item></channel></rss>"""


class Server:
    """A server of this machine, with the answers of one test."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.answers.get(self.path, lambda to: to.send_error(404))(self)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server.server_port}{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own address counts as one of the internet; every other one of this machine does not."""
    real = is_public
    monkeypatch.setattr("kg.intake.connection.is_public", lambda ip: ip == "127.0.0.1" or real(ip))


def get(address: str, limits: Limits = LIMITS, **more: object) -> Fetched:
    return fetch(address, limits, **more)  # type: ignore[arg-type]


def refused(address: str, limits: Limits = LIMITS, **more: object) -> str:
    with pytest.raises(ReadError) as caught:
        fetch(address, limits, **more)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ---- what may be reached


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:0:0:0:0:80ff:fffe", "no address",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "0"])
def test_this_machine_is_asked_nothing(server: Server, host: str) -> None:
    server.answers["/a"] = body(documents.PAGE.encode())
    said = refused(server.at("/a", host))
    assert ("not public" in said and "--allow-private" in said) or "no such host" in said
    assert server.asked == []


def test_a_name_that_leads_inside_is_refused(server: Server) -> None:
    said = refused("http://public.example/a", resolve=lambda host, port: ["10.1.2.3", "::1"])
    assert "public.example is not public (10.1.2.3, ::1)" in said


def test_the_connection_goes_to_the_address_that_was_checked(server: Server, outside: None) -> None:
    server.answers["/a"] = body(b"<p>words</p>")
    looked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"] if len(looked) == 1 else ["10.0.0.1"]  # a name that changes its mind

    assert get(server.at("/a", "changing.example"), resolve=resolve).body == b"<p>words</p>"
    assert looked == ["changing.example"]


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest", "http://localhost:1/", "file:///etc/passwd", "gopher://x/"],
)
def test_a_redirect_inside_is_not_followed(server: Server, outside: None, target: str) -> None:
    server.answers["/a"] = redirect(target)
    real = {"localhost": ["::1"]}
    said = refused(server.at("/a"), resolve=lambda host, port: real.get(host, [host.strip("[]")]))
    assert "not public" in said or "not http or https" in said


def test_redirects_are_followed_and_counted(server: Server) -> None:
    server.answers |= {"/a": redirect("/b"), "/b": redirect("c?d=松树"), "/round": redirect("/round")}
    server.answers["/c?d=%E6%9D%BE%E6%A0%91"] = body(b"<p>words</p>")
    found = get(server.at("/a"), allow_private=True)
    assert found.address.endswith("/c?d=%E6%9D%BE%E6%A0%91") and found.body == b"<p>words</p>"
    assert "more than 5 redirects" in refused(server.at("/round"), allow_private=True)
    assert server.asked.count("/round") == 6


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("ftp://example.org/a", "not http or https"),
        ("file:///etc/passwd", "not http or https"),
        ("http://user:secret@example.org/", "no plain host"),
        ("http:///path", "no plain host"),
        ("http://[::1/", "no address"),
        ("http://example.org:99999/", "no address"),
        ("http://" + "a" * 70 + ".org/", "no host's name"),
    ],
)
def test_what_is_no_web_address(address: str, what: str) -> None:
    assert what in refused(address)


# ---- bounds


def test_size_is_bounded(server: Server) -> None:
    server.answers |= {
        "/says": body(b"", Content_Length="99999999999"),
        "/endless": endless,
        "/gzip": body(gzip.compress(b"\0" * 200_000_000), Content_Encoding="gzip"),
        "/twice": body(gzip.compress(b"x" * 1000) * 2000, Content_Encoding="gzip"),
    }
    assert "99,999,999,999 bytes, more than 300,000" in refused(server.at("/says"), allow_private=True)
    assert "more than 300,000 bytes" in refused(server.at("/endless"), allow_private=True)
    assert "more than 300,000 bytes" in refused(server.at("/gzip"), allow_private=True)
    assert len(get(server.at("/twice"), allow_private=True).body) <= 300_000


WORDS = b"<p>" + b" ".join(b"word %d" % number for number in range(9000)) + b"</p>"


def bare(raw: bytes) -> bytes:
    """Packed data without head and sum, as some servers send it for `deflate`."""
    return zlib.compress(raw)[2:-4]


@pytest.mark.parametrize("raw", [b"<p>words</p>", WORDS])
@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", bare), ("deflate", gzip.compress)])
def test_packed_answers_are_unpacked_and_told_when_they_break_off(server: Server, coding: str, pack: Callable[[bytes], bytes], raw: bytes) -> None:
    packed = pack(raw)
    server.answers["/a"] = body(packed, Content_Encoding=coding)
    assert get(server.at("/a"), allow_private=True).body == raw
    server.answers["/half"] = body(packed[: len(packed) // 2], Content_Encoding=coding)
    assert "broke off" in refused(server.at("/half"), allow_private=True)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_is_packed_otherwise_is_refused(server: Server, coding: str) -> None:
    server.answers["/broken"] = body(b"no packing", Content_Encoding=coding)
    assert "packing is broken" in refused(server.at("/broken"), allow_private=True)
    server.answers["/other"] = body(b"x", Content_Encoding="br")
    assert "packs its answer as br" in refused(server.at("/other"), allow_private=True)


def test_time_is_bounded_though_every_byte_comes_in_time(server: Server) -> None:
    server.answers["/a"] = slowly(b"<p>" + b"word " * 1000, 0.1)
    said = refused(server.at("/a"), Limits(wait=1), allow_private=True)
    assert "not done after 1 s" in said and "KG_FETCH_SECONDS" in said


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (body(b"\x89PNG", "image/png"), "image/png is no article"),
        (body(b"x", "video/mp4"), "video/mp4 is no article"),
        (lambda to: to.send_error(500), "the server answered 500"),
        (lambda to: to.send_error(404), "the server answered 404"),
        (lambda to: to.wfile.write(b"nonsense\r\n\r\n"), "can not be reached"),
        (lambda to: None, "can not be reached"),
    ],
)
def test_other_answers_are_told(server: Server, answer: Answer, what: str) -> None:
    server.answers["/a"] = answer
    assert what in refused(server.at("/a"), allow_private=True)


# ---- what comes of it


def take(*sources: str, **more: object) -> tuple[list[Taken], list[str]]:
    found = list(Taker(LIMITS, allow_private=True, **more).take(sources))  # type: ignore[arg-type]
    return [one for one in found if isinstance(one, Taken)], [str(one) for one in found if isinstance(one, KgError)]


def test_a_page_tells_what_it_is(server: Server) -> None:
    server.answers["/2024/page.html"] = body(documents.PAGE.encode(), "text/html; charset=utf-8")
    (one,), faults = take(server.at("/2024/page.html"))
    article = one.article
    assert (article.title, article.date, article.author) == ("Weights, opened", "2024-03-05", "Ann Lee")
    assert (article.publisher, article.source) == ("Example Weekly", "https://example.org/weights")
    assert article.file == "page.html" and one.place == server.at("/2024/page.html") and not faults
    assert article.text.startswith("# Weights, opened\n") and "Page 3" not in article.text and "All rights" not in article.text


def test_a_page_that_says_nothing_has_its_address_and_host(server: Server) -> None:
    server.answers["/"] = body(b"<html><body><p>Words that make an article, more or less.</p></body></html>")
    (one,), _ = take(server.at("/"))
    assert (one.article.source, one.article.publisher, one.article.file) == (server.at("/"), "127.0.0.1", "127.0.0.1")


@pytest.mark.parametrize("said", ["text/html", "text/html; charset=big5", "text/html; charset=utf-8", "text/html; charset=iso-8859-1", ""])
def test_the_encoding_is_found_whatever_the_server_says(server: Server, said: str) -> None:
    server.answers["/a"] = body(BIG5.encode("big5"), said)
    (one,), _ = take(server.at("/a"))
    assert one.article.title == "松樹模型" and "某實驗室公布了松樹模型的權重" in one.article.text


def test_documents_of_other_sorts(server: Server) -> None:
    server.answers |= {
        "/get?id=1": body(documents.pdf(1), "application/pdf"),
        "/b.docx": body(documents.docx(), "application/octet-stream"),
        "/rows": body(documents.CSV.encode(), "text/csv"),
    }
    taken, faults = take(server.at("/get?id=1"), server.at("/b.docx"), server.at("/rows"))
    assert [one.article.title for one in taken] == ["Weights, opened", "Weights, opened", "松树"]
    assert taken[0].article.source == server.at("/get?id=1") and len(faults) == 1 and server.at("/rows") in faults[0]


def test_a_feed_is_not_followed_unless_that_is_asked_for(server: Server) -> None:
    server.answers["/one"] = body(b"<html><body><p>All the words of the first page stand here.</p></body></html>")
    server.answers["/feed"] = body(FEED.format(one=server.at("/one"), two=server.at("/gone")).encode(), "application/rss+xml")
    taken, _ = take(server.at("/feed"))
    assert server.asked == ["/feed"] and "Short words." in taken[0].article.text
    taken, faults = take(server.at("/feed"), follow=True)
    assert "All the words" in taken[0].article.text and "Other words." in taken[1].article.text
    assert taken[0].article.source == server.at("/one") and "404" in faults[0]


def test_followed_pages_are_read_beside_their_feed(server: Server) -> None:
    """Feed and pages are read in processes of their own; with one for both, an answer goes to the wrong question."""
    server.answers["/one"] = body(documents.docx(), "application/octet-stream")
    server.answers["/two"] = body(documents.pdf(1), "application/pdf")
    feed = FEED.format(one=server.at("/one"), two=server.at("/two")).replace("<item>", f"<!--{'-x' * 60_000}--><item>", 1)
    server.answers["/feed"] = body(feed.encode(), "application/rss+xml")
    taken, faults = take(server.at("/feed"), follow=True)
    assert [one.article.source for one in taken] == [server.at("/one"), server.at("/two")] and not faults
    assert all("words." not in one.article.text for one in taken)


def test_what_a_followed_page_leads_to_is_not_followed(server: Server) -> None:
    server.answers["/page"] = body(b"<html><body><p>All the words of the page stand here.</p></body></html>")
    server.answers["/archive"] = body(documents.zipped({"a.txt": "Text of it."}), "application/zip")
    server.answers["/feed"] = body(FEED.format(one=server.at("/feed"), two=server.at("/page")).encode(), "application/rss+xml")
    server.answers["/other"] = body(FEED.format(one=server.at("/archive"), two=server.at("/feed")).encode(), "application/rss+xml")
    taken, faults = take(server.at("/feed"), follow=True)
    assert server.asked == ["/feed", "/feed", "/page"]
    assert "Short words." in taken[0].article.text and "All the words" in taken[1].article.text and len(taken) == 2
    (fault,) = faults
    assert "to no page" in fault and server.at("/feed") in fault
    taken, faults = take(server.at("/other"), follow=True)
    assert len(taken) == len(faults) == 2 and server.asked[3:] == ["/other", "/archive", "/feed"]


def test_a_feed_that_points_inside_gets_nothing_from_there(server: Server, outside: None) -> None:
    inside = Server()
    try:
        there = inside.at("/secret", "[::1]")
        server.answers["/feed"] = body(FEED.format(one=there, two="http://192.168.0.1/").encode(), "application/rss+xml")
        found = list(Taker(LIMITS, follow=True).take([server.at("/feed")]))
        assert [type(one) for one in found] == [ReadError, Taken, ReadError, Taken]
        assert "not public" in str(found[0]) and inside.asked == []
    finally:
        inside.server.shutdown()
        inside.server.server_close()


def test_a_page_loads_nothing(server: Server) -> None:
    page = documents.PAGE.replace("<p>", f'<img src="{server.at("/img")}"><iframe src="{server.at("/f")}"></iframe><script src="{server.at("/s")}"></script><p>')
    page = page.replace("<head>", f'<head><link rel=stylesheet href="{server.at("/css")}"><meta http-equiv=refresh content="0;url={server.at("/r")}">')
    server.answers["/a"] = body(page.encode())
    assert take(server.at("/a"))[0]
    assert server.asked == ["/a"]
