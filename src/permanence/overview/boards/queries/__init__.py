"""What a supervisor's board is made of."""

from permanence.overview.boards.queries.reading import Board, name_customers, read_board
from permanence.overview.boards.queries.risks import Risk, list_risks

__all__ = ["Board", "Risk", "list_risks", "name_customers", "read_board"]
