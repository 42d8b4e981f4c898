"""The newsroom's article pages, in four layouts with all that stands around an article on the web."""

import json
from html import escape

from jinja2 import DictLoader, Environment

from cli.demo.copy import Outlet, Story

# What readers are asked for around an article: subscribe, read more, share, comments.
AROUND = {
    "en": ("Subscribe to our newsletter", "Read also", "Share this article", "Comments", "We use cookies"),
    "fr": ("Abonnez-vous à notre newsletter", "A lire également", "Partager l'article", "Commentaires", "Nous utilisons des cookies"),
    "de": ("Newsletter abonnieren", "Lesen Sie auch", "Artikel teilen", "Kommentare", "Wir verwenden Cookies"),
    "es": ("Suscríbete a nuestro boletín", "Lee también", "Compartir", "Comentarios", "Usamos cookies"),
    "it": ("Iscriviti alla newsletter", "Leggi anche", "Condividi", "Commenti", "Usiamo i cookie"),
    "pt": ("Assine a nossa newsletter", "Leia também", "Compartilhar", "Comentários", "Usamos cookies"),
    "nl": ("Meld je aan voor de nieuwsbrief", "Lees ook", "Deel dit artikel", "Reacties", "Wij gebruiken cookies"),
    "ja": ("メールマガジンに登録", "関連記事", "シェアする", "コメント", "当サイトはクッキーを使用します"),
    "zh": ("订阅我们的通讯", "延伸阅读", "分享本文", "评论", "本站使用 Cookie"),
    "ko": ("뉴스레터 구독하기", "관련 기사", "기사 공유", "댓글", "쿠키를 사용합니다"),
}

_HEAD = """<!doctype html><html lang="{{ outlet.lang }}"><head><meta charset="utf-8">
<title>{{ story.title }} | {{ outlet.name }}</title>
<meta name="viewport" content="width=device-width">
<link rel="canonical" href="{{ url }}">
<meta name="description" content="{{ story.summary }}">"""

_LAYOUTS = {
    "modern": _HEAD
    + """
<meta property="og:type" content="article"><meta property="og:title" content="{{ story.title }}">
<meta property="og:site_name" content="{{ outlet.name }}"><meta property="og:url" content="{{ url }}">
<meta property="article:published_time" content="{{ story.published.isoformat() }}">
<script type="application/ld+json">{{ ld|safe }}</script>
<script>window.dataLayer=[{"page":"article"}];</script></head><body>
<div class="cookie-banner"><p>{{ around[4] }}. <a href="#">OK</a></p></div>
<header><nav><ul><li><a href="{{ home }}/">{{ outlet.name }}</a></li>{% for other in others %}<li><a href="{{ home }}/{{ other.slug }}">{{ other.title }}</a></li>{% endfor %}</ul></nav></header>
<main><article><h1>{{ story.title }}</h1><p class="standfirst">{{ story.summary }}</p>
<div class="byline">{{ story.authors|join(", ") }} · <time datetime="{{ story.published.isoformat() }}">{{ story.published.strftime("%Y-%m-%d") }}</time></div>
<figure><img src="/static/photo.jpg" alt=""><figcaption>Photo: {{ outlet.name }}</figcaption></figure>
<div class="article-body">{% for paragraph in story.paragraphs %}<p>{{ paragraph }}</p>
{% if loop.index == 2 %}<aside class="related"><h3>{{ around[1] }}</h3><ul>{% for other in others %}<li><a href="{{ home }}/{{ other.slug }}">{{ other.title }}</a></li>{% endfor %}</ul></aside>{% endif %}{% endfor %}</div>
<div class="share"><span>{{ around[2] }}</span> <a href="#">X</a> <a href="#">LinkedIn</a></div>
<div class="newsletter"><h4>{{ around[0] }}</h4><form><input type="email"></form></div></article>
<section id="comments"><h2>{{ around[3] }}</h2><div class="comment"><p>…</p></div></section></main>
<footer><p>© {{ outlet.name }}</p></footer></body></html>""",
    "blog": _HEAD
    + """
<meta property="og:title" content="{{ story.title }}"><meta property="og:site_name" content="{{ outlet.name }}">
<meta name="author" content="{{ story.authors|join(", ") }}"></head><body class="single post">
<div id="page"><div id="masthead"><a href="{{ home }}/">{{ outlet.name }}</a></div>
<div id="content" class="entry hentry"><h1 class="entry-title">{{ story.title }}</h1>
<p class="entry-meta"><time class="entry-date published" datetime="{{ story.published.isoformat() }}">{{ story.published.strftime("%Y-%m-%d") }}</time> <span class="author vcard"><a rel="author" href="{{ home }}/">{{ story.authors|join(", ") }}</a></span></p>
<div class="entry-content">{% for paragraph in story.paragraphs %}<p>{{ paragraph }}</p>{% endfor %}
<p><strong>{{ around[1] }}:</strong> <a href="{{ home }}/{{ others[0].slug }}">{{ others[0].title }}</a></p></div>
<div class="sharedaddy"><h3>{{ around[2] }}</h3></div></div>
<div id="secondary" class="widget-area"><h3>{{ around[0] }}</h3><ul>{% for other in others %}<li><a href="{{ home }}/{{ other.slug }}">{{ other.title }}</a></li>{% endfor %}</ul></div>
<div id="colophon">© {{ outlet.name }}</div></div></body></html>""",
    "wire": _HEAD
    + """
<script type="application/ld+json">{{ ld|safe }}</script></head><body>
<div class="top"><a href="{{ home }}/">{{ outlet.name }}</a></div>
<div class="story"><h1>{{ story.title }}</h1><span class="date">{{ story.published.strftime("%Y-%m-%d %H:%M") }}</span>
<div class="story-text">{{ story.paragraphs|join("<br><br>")|safe }}</div></div>
<div class="more"><b>{{ around[1] }}</b>{% for other in others %}<br><a href="{{ home }}/{{ other.slug }}">{{ other.title }}</a>{% endfor %}</div></body></html>""",
    "table": _HEAD
    + """
<meta name="date" content="{{ story.published.isoformat() }}"></head><body bgcolor="#ffffff"><form action="/search">
<table width="100%"><tr><td width="20%" valign="top">{% for other in others %}<a href="{{ home }}/{{ other.slug }}">{{ other.title }}</a><br>{% endfor %}</td>
<td><font size="5"><b>{{ story.title }}</b></font><br><i>{{ story.authors|join(", ") }}, {{ story.published.strftime("%Y-%m-%d") }}</i>
{% for paragraph in story.paragraphs %}<p>{{ paragraph }}</p>{% endfor %}</td>
<td width="15%" valign="top">{{ around[0] }}<br>{{ around[2] }}</td></tr></table></form></body></html>""",
}
_ENVIRONMENT = Environment(loader=DictLoader(_LAYOUTS), autoescape=True)


def page_of(outlet: Outlet, story: Story, site: str) -> bytes:
    """The page of one article."""
    home = f"{site}/{outlet.slug}"
    ld = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "author": [{"@type": "Person", "name": author} for author in story.authors],
        "publisher": {"@type": "Organization", "name": outlet.name},
        "mainEntityOfPage": f"{home}/{story.slug}",
        "inLanguage": outlet.lang,
    }
    wire = outlet.layout == "wire"
    shown = {"paragraphs": tuple(map(escape, story.paragraphs))} if wire else {}
    return (
        _ENVIRONMENT.get_template(outlet.layout)
        .render(
            outlet=outlet,
            story={field: getattr(story, field) for field in ("title", "summary", "authors", "published", "paragraphs")} | shown,
            url=f"{home}/{story.slug}",
            home=home,
            ld=json.dumps(ld, ensure_ascii=False).replace("</", "<\\/"),
            others=[other for other in outlet.stories if other is not story][:3],
            around=AROUND[outlet.lang],
        )
        .encode()
    )
