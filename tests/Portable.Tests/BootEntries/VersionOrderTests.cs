using System.Text;
using CsCheck;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

public class VersionOrderTests
{
    private static int Compare(string left, string right) =>
        Math.Sign(VersionOrder.Compare(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)));

    /// <summary>UAPI Group, Version Format Specification, "Examples".</summary>
    [Theory]
    [InlineData("11", "11", 0)]
    [InlineData("systemd-123", "systemd-123", 0)]
    [InlineData("bar-123", "foo-123", -1)]
    [InlineData("123a", "123", 1)]
    [InlineData("123.a", "123", 1)]
    [InlineData("123.a", "123.b", -1)]
    [InlineData("123a", "123.a", 1)]
    [InlineData("11\u03b1", "11\u03b2", 0)]
    [InlineData("A", "a", -1)]
    [InlineData("", "0", -1)]
    [InlineData("0.", "0", 1)]
    [InlineData("0.0", "0", 1)]
    [InlineData("0", "~", 1)]
    [InlineData("", "~", 1)]
    [InlineData("1_", "1", 0)]
    [InlineData("_1", "1", 0)]
    [InlineData("1_", "1.2", -1)]
    [InlineData("1_2_3", "1.3.3", 1)]
    [InlineData("1+", "1", 0)]
    [InlineData("+1", "1", 0)]
    [InlineData("1+", "1.2", -1)]
    [InlineData("1+2+3", "1.3.3", 1)]
    public void The_specifications_examples(string left, string right, int expected)
    {
        Assert.Equal(expected, Compare(left, right));
        Assert.Equal(-expected, Compare(right, left));
    }

    /// <summary>In ascending order: a caret is after the end and before a point, as systemd-boot has it.</summary>
    [Fact]
    public void A_kernels_versions_from_old_to_new()
    {
        string[] versions =
        [
            "~1",
            "",
            "a",
            "ab",
            "abb",
            "abc",
            "0001",
            "002",
            "12",
            "122",
            "122.1",
            "122.9",
            "123~rc1",
            "123~rc1-1",
            "123",
            "123-a",
            "123-a.1",
            "123-1",
            "123-1.1",
            "123-3",
            "123^post1",
            "123^1",
            "123.a-1",
            "123.1-1",
            "123a-1",
            "124",
            "124-1",
            "6000000000000000000000000000000000001",
            "6000000000000000000000000000000000002",
        ];
        for (int i = 0; i < versions.Length; i++)
        {
            for (int j = 0; j < versions.Length; j++)
            {
                Assert.True(
                    Compare(versions[i], versions[j]) == Math.Sign(i.CompareTo(j)),
                    $"'{versions[i]}' and '{versions[j]}'"
                );
            }
        }
    }

    // Pieces that have to do with each other, so that long common beginnings are frequent.
    private static readonly Gen<string> s_version = Gen.OneOf(
            "0",
            "1",
            "01",
            "10",
            "9",
            "a",
            "b",
            "A",
            "Z",
            "rc",
            ".",
            "-",
            "~",
            "^",
            "_",
            "+",
            "\u00e9"
        )
        .Array[0, 7]
        .Select(string.Concat);

    [Fact]
    public void Comparison_is_antisymmetric_and_transitive() =>
        Gen.Select(s_version, s_version, s_version)
            .Sample(
                (a, b, c) =>
                {
                    Assert.Equal(0, Compare(a, a));
                    Assert.Equal(Compare(a, b), -Compare(b, a));
                    if (Compare(a, b) <= 0 && Compare(b, c) <= 0)
                    {
                        Assert.True(Compare(a, c) <= 0);
                    }
                    // What is equal may stand in for each other.
                    if (Compare(a, b) == 0)
                    {
                        Assert.Equal(Compare(a, c), Compare(b, c));
                    }
                },
                iter: 50_000
            );

    /// <summary>
    /// The specification's loop, word by word, as systemd-boot has it too: of separators in a row, and of what is none
    /// between a separator and its component.
    /// </summary>
    [Fact]
    public void Specification_examples_compare_as_specified() =>
        Gen.Select(
                Gen.OneOf("", ".", "-", "~", "^", "_", "-.", "-^", ".-", "-_", "._", "~+"),
                Gen.OneOf("0", "1", "007", "7", "10", "a", "aB", "B", "b")
            )
            .Array[0, 6]
            .Select(pieces => string.Concat(pieces.Select(piece => piece.Item1 + piece.Item2)))
            .Array[2]
            .Sample(both => Assert.Equal(Specified(both[0], both[1]), Compare(both[0], both[1])), iter: 20_000);

    private static int Specified(string a, string b)
    {
        while (true)
        {
            a = a.TrimStart('_', '+');
            b = b.TrimStart('_', '+');
            foreach (char separator in "~-^.")
            {
                if (separator == '-' && (a == "" || b == ""))
                {
                    return Math.Sign(a.Length.CompareTo(b.Length));
                }

                if (a.StartsWith(separator) != b.StartsWith(separator))
                {
                    return a.StartsWith(separator) ? -1 : 1;
                }

                if (a.StartsWith(separator))
                {
                    (a, b) = (a[1..], b[1..]);
                }
            }
            bool isNumber = a.Length > 0 && char.IsAsciiDigit(a[0]) || b.Length > 0 && char.IsAsciiDigit(b[0]);
            string left = string.Concat(a.TakeWhile(isNumber ? char.IsAsciiDigit : char.IsAsciiLetter));
            string right = string.Concat(b.TakeWhile(isNumber ? char.IsAsciiDigit : char.IsAsciiLetter));
            int order =
                !isNumber ? string.CompareOrdinal(left, right)
                : left == "" || right == "" ? left.Length - right.Length
                : System.Numerics.BigInteger.Parse(left).CompareTo(System.Numerics.BigInteger.Parse(right));
            if (order != 0)
            {
                return Math.Sign(order);
            }

            a = a[left.Length..];
            b = b[right.Length..];
        }
    }
}
