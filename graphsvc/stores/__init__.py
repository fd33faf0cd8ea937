"""The stores, behind one contract."""

NEO4J_SCHEMES = (
    "neo4j",
    "neo4j+s",
    "neo4j+ssc",
    "bolt",
    "bolt+s",
    "bolt+ssc",
)  # what an address of that store begins with
