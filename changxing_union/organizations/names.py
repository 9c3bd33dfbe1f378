"""Sorting Chinese names the same way on every database: a stored pinyin key."""

from pypinyin import lazy_pinyin


def pinyin_key(name: str) -> str:
    """``煤山镇`` as ``mei shan zhen``; characters without a reading stay as they are."""
    return " ".join(lazy_pinyin(name)).casefold()[:300]
