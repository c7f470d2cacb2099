using Keelson.Compression;
using Xunit;

namespace Keelson.Portable.Tests;

public class CompressionMethodTests
{
    [Theory]
    [InlineData("gzip", CompressionMethod.Gzip)]
    [InlineData("zstd", CompressionMethod.Zstandard)]
    [InlineData("zstd22", CompressionMethod.Zstandard)]
    [InlineData("lz4", CompressionMethod.Lz4)]
    [InlineData("lzma", CompressionMethod.Lzma)]
    [InlineData("lzo", CompressionMethod.Lzo)]
    [InlineData("xz", CompressionMethod.Xz)]
    [InlineData("xzkern", CompressionMethod.Xz)]
    [InlineData("bzip2", CompressionMethod.Bzip2)]
    [InlineData("", CompressionMethod.Other)]
    [InlineData("zip", CompressionMethod.Other)]
    public void KnowsTheNamesOfLinux(string name, CompressionMethod method) =>
        Assert.Equal(method, CompressionMethods.Parse(System.Text.Encoding.ASCII.GetBytes(name)));

    [Theory]
    [InlineData("1f8b0800", CompressionMethod.Gzip)]
    [InlineData("28b52ffd", CompressionMethod.Zstandard)]
    [InlineData("502a4d18", CompressionMethod.Zstandard)]
    [InlineData("5f2a4d18", CompressionMethod.Zstandard)]
    [InlineData("4f2a4d18", CompressionMethod.None)]
    [InlineData("602a4d18", CompressionMethod.None)]
    [InlineData("02214c18", CompressionMethod.Lz4)]
    [InlineData("04224d18", CompressionMethod.Lz4)]
    [InlineData("fd377a58", CompressionMethod.Xz)]
    [InlineData("5d000080", CompressionMethod.Lzma)]
    [InlineData("894c5a4f", CompressionMethod.Lzo)]
    [InlineData("425a6839", CompressionMethod.Bzip2)]
    [InlineData("4d5a00fa", CompressionMethod.None)]
    [InlineData("1f8b08", CompressionMethod.None)]
    public void KnowsTheFirstBytes(string bytes, CompressionMethod method) =>
        Assert.Equal(method, CompressionMethods.Recognize(Convert.FromHexString(bytes)));
}
