"""The stores, behind one contract."""

# what an address of the second store begins with; here, as its own files import a driver that takes long
NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
