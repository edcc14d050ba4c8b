"""The addresses of articles."""

from __future__ import annotations

from django.urls import URLPattern, path

from permanence.faces.desk.views import article, article_topics, article_writing, articles

ARTICLES: list[URLPattern] = [
    path("articles/", articles.articles, name="articles"),
    path("articles/new", article_writing.article_new, name="article_new"),
    path("articles/preview", article_writing.article_preview, name="article_preview"),
    path("articles/topics", article_topics.topics, name="article_topics"),
    path("articles/<str:reference>", article.article, name="article"),
    path("articles/<str:reference>/card", article.card, name="article_card"),
    path("articles/<str:reference>/do/<slug:act>", article.act, name="article_act"),
    path(
        "articles/<str:reference>/write/<slug:language>",
        article_writing.article_writing,
        name="article_writing",
    ),
]
