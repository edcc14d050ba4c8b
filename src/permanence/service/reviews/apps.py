from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "permanence.service.reviews"
    label = "reviews"
