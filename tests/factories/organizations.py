"""People of the cast; organizations come from the real reference data."""

from collections.abc import Mapping

from django.contrib.auth.hashers import make_password

from changxing_union.organizations.models import Membership, Organization, Role, User

PASSWORD = "Right-2018-horse"
# Who plays in every test: username → organization code and role.
CAST = {
    "lijiaxiang": ("330522102", Role.FILER),
    "lijiaxiang2": ("330522102", Role.FILER),
    "meishan": ("330522112", Role.FILER),
    "jingjibu": ("330522", Role.COUNTY_CLERK),
    "jingjibu2": ("330522", Role.COUNTY_CLERK),
    "kaohe": ("330522", Role.ASSESSOR),
    "kaohe2": ("330522", Role.ASSESSOR),
    "jingsaiban": ("330522JSB", Role.SIGNATORY),
    "zonggonghui": ("330522", Role.SIGNATORY),
    "fuwudui": ("330522", Role.TEAM_MEMBER),
    "guanli": ("330522", Role.ADMINISTRATOR),
    "shenji": ("330522", Role.AUDITOR),
}


def make_people(people: Mapping[str, tuple[str, Role]]) -> dict[str, User]:
    """Everybody with one role each, by username; the full names say that they are a test's."""
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(username=name, password=password, full_name=f"测试{name}") for name in people
    )
    unions = {union.code: union for union in Organization.objects.all()}
    Membership.objects.bulk_create(
        Membership(user=user, organization=unions[code], role=role)
        for user, (code, role) in zip(users, people.values(), strict=True)
    )
    return dict(zip(people, users, strict=True))


def make_user(username: str, code: str, role: Role) -> User:
    """One more person, with one role."""
    return make_people({username: (code, role)})[username]
