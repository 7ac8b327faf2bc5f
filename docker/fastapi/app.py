"""The catalogue of the articles on response caching with FastAPI and Redis, without their caching code.

It knows nothing of keys, lifetimes or Redis: that is what Nearside is for, in front of it. Each read
takes as long as a database would, and GET /stats counts the reads that came this far.
"""

import asyncio
from collections import Counter
from typing import Optional

from fastapi import FastAPI, Header, HTTPException, Response
from pydantic import BaseModel

LOAD_SECONDS = 0.2

app = FastAPI(title="Catalogue")
calls: Counter = Counter()
items = {
    1: {"id": 1, "name": "Oak table", "category": "furniture", "price": 420.0},
    2: {"id": 2, "name": "Reading lamp", "category": "lighting", "price": 89.5},
    3: {"id": 3, "name": "Bookshelf", "category": "furniture", "price": 150.0},
    4: {"id": 4, "name": "Candle", "category": "lighting", "price": 6.25},
    5: {"id": 5, "name": "Wool rug", "category": "textiles", "price": 260.0},
}


class ItemIn(BaseModel):
    name: str
    category: str
    price: float


async def load(what: str) -> None:
    """Stands for a query of the database."""
    calls[what] += 1
    await asyncio.sleep(LOAD_SECONDS)


@app.get("/catalog")
async def catalog(
    category: Optional[str] = None, sort: str = "id", limit: int = 100
):
    await load("catalog")
    if sort not in ("id", "name", "category", "price"):
        raise HTTPException(400, "sort by id, name, category or price")
    found = [
        item
        for item in items.values()
        if category is None or item["category"] == category
    ]
    return {"items": sorted(found, key=lambda item: item[sort])[:limit]}


@app.get("/catalog/items/{item_id}")
async def get_item(item_id: int):
    await load("item")
    if item_id not in items:
        raise HTTPException(404, "no such item")
    return items[item_id]


@app.post("/catalog/items", status_code=201)
async def add_item(item: ItemIn, response: Response):
    calls["add"] += 1
    item_id = max(items) + 1
    items[item_id] = {
        "id": item_id,
        "name": item.name,
        "category": item.category,
        "price": item.price,
    }
    response.headers["Location"] = f"/catalog/items/{item_id}"
    return items[item_id]


@app.get("/me")
async def me(authorization: Optional[str] = Header(None)):
    await load("me")
    if authorization is None:
        raise HTTPException(401, "who are you?", {"WWW-Authenticate": "Bearer"})
    return {"user": authorization.replace("Bearer ", "", 1)}


@app.get("/stats")
async def stats(response: Response):
    response.headers["Cache-Control"] = "no-store"
    return {name: calls[name] for name in ("catalog", "item", "add", "me")}
