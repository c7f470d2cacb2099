using System.Text;
using CsCheck;
using Keelson.Kexec;
using Xunit;

namespace Keelson.Portable.Tests;

public class GenerationChainTests
{
    private static readonly string[] s_pageSizes = ["4k", "16k", "64k"];

    private static bool TryParse(string count, string sizes, out GenerationChain chain) =>
        GenerationChain.TryParse(Encoding.ASCII.GetBytes(count), Encoding.ASCII.GetBytes(sizes), out chain);

    [Theory]
    [InlineData("", "", 1)]
    [InlineData("1", "", 1)]
    [InlineData("5", "", 5)]
    [InlineData("0007", "", 7)]
    [InlineData("1000", "", 1000)]
    [InlineData("", "64k", 1)]
    [InlineData("", "4k,64k,16k,4k", 4)]
    [InlineData("2", "4k,64k,16k", 2)]
    [InlineData("9", "4k,64k", 9)]
    public void The_count_goes_before_the_length_of_the_chain(string count, string sizes, uint total)
    {
        Assert.True(TryParse(count, sizes, out GenerationChain chain));
        Assert.Equal(total, chain.Total);
    }

    [Theory]
    [InlineData("0", "")]
    [InlineData("0", "4k")]
    [InlineData("1001", "")]
    [InlineData("9999", "4k")]
    [InlineData("4294967297", "")]
    [InlineData("-1", "")]
    [InlineData("5k", "")]
    [InlineData(" 5", "")]
    [InlineData("", "8k")]
    [InlineData("", "4K")]
    [InlineData("", "4k,")]
    [InlineData("", ",4k")]
    [InlineData("", "4k,,16k")]
    [InlineData("", ",")]
    [InlineData("", "4k;16k")]
    [InlineData("", "4k, 16k")]
    [InlineData("", "64")]
    [InlineData("5", "4k,64")]
    public void Invalid_chain_is_refused(string count, string sizes)
    {
        Assert.False(TryParse(count, sizes, out GenerationChain chain));
        Assert.Equal(0u, chain.Total);
    }

    [Fact]
    public void No_chain_is_longer_than_the_limit()
    {
        Assert.True(TryParse("", string.Join(',', Enumerable.Repeat("16k", 1000)), out _));
        Assert.False(TryParse("", string.Join(',', Enumerable.Repeat("16k", 1001)), out _));
        Assert.True(TryParse("3", string.Join(',', Enumerable.Repeat("16k", 1001)), out GenerationChain chain));
        Assert.Equal(3u, chain.Total);
    }

    [Fact]
    public void Without_a_chain_all_generations_use_4_KB_pages()
    {
        Assert.True(TryParse("1000", "", out GenerationChain chain));
        for (uint generation = 1; generation <= 1000; generation += 37)
        {
            Assert.Equal("4k"u8, chain.PageSizeOf(generation));
        }
    }

    [Fact]
    public void A_chain_that_is_used_up_starts_over() =>
        Gen.Select(Gen.OneOf(s_pageSizes).Array[1, 12], Gen.UInt[1, GenerationChain.MaximumGenerations])
            .Sample(
                (sizes, generation) =>
                {
                    Assert.True(TryParse("1000", string.Join(',', sizes), out GenerationChain chain));
                    Assert.Equal(
                        sizes[(generation - 1) % sizes.Length],
                        Encoding.ASCII.GetString(chain.PageSizeOf(generation))
                    );
                }
            );
}
