"""What each role may do. What is not written here nobody may do."""

SERVE, SUPERVISE, READ, AUDIT, ACCOUNTS = "serve", "supervise", "read", "audit", "accounts"
COUNT = "count"  # figures, and what the assistant is to learn
ROLES = {
    "agent": {SERVE, READ},
    "supervisor": {SERVE, READ, SUPERVISE, COUNT},
    "data_protection": {READ, AUDIT, COUNT},
    "admin": {ACCOUNTS},
}


def may(role: str, what: str) -> bool:
    return what in ROLES.get(role, set())
