using System.Text;
using Keelson.Handover;
using Xunit;

namespace Keelson.Portable.Tests;

public class OptionCheckTests
{
    private static List<string> UnknownIn(string text)
    {
        List<string> words = [];
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (OptionCheck.TryTakeUnknown(ref rest, out ReadOnlySpan<byte> word))
        {
            words.Add(Encoding.UTF8.GetString(word));
        }

        return words;
    }

    [Theory]
    [InlineData("")]
    [InlineData("root=/dev/vda quiet efi=noruntime")]
    [InlineData("keelson.kexec=3 keelson.chain=4k,64k keelson.next=/Image keelson.next.initrd=/x keelson.poison=17")]
    [InlineData("keelson.poison=all keelson.end=reset keelson.end=psci keelson.report=none keelson.report=delete")]
    [InlineData("keelson.screen=none keelson.console=none keelson.maps=yes keelson.persist=write keelson.svam=twice")]
    [InlineData("keelson.fault=abort keelson.kexec-fault=no-virt \"keelson.persist=read\"")]
    [InlineData("keelson.guest=facts,kexec keelson.guid=5c2a8f0e-6f5b-4c39-9a4e-b4a1f2c6d7e8 keelson.value=x")]
    [InlineData("keelson.layout=linux keelson.layout=above-4g keelson.time=set")]
    [InlineData("keelson.watchdog=0 keelson.watchdog=3600 keelson.rounds=0 keelson.rounds=10000")]
    [InlineData("-- keelson.nonsense=1")]
    public void Documented_options_are_known(string text) => Assert.Empty(UnknownIn(text));

    [Theory]
    [InlineData("keelson.kexex=3", "keelson.kexex=3")]
    [InlineData("quiet keelson.persist=wirte x", "keelson.persist=wirte")]
    [InlineData("keelson.end=rset keelson.maps=1", "keelson.end=rset", "keelson.maps=1")]
    [InlineData("keelson.fault=nope", "keelson.fault=nope")]
    [InlineData("keelson.fault=abor", "keelson.fault=abor")]
    [InlineData("keelson.kexec", "keelson.kexec")]
    [InlineData("keelson.", "keelson.")]
    [InlineData("keelson.maps=", "keelson.maps=")]
    [InlineData("keelson.poison=lots", "keelson.poison=lots")]
    [InlineData("keelson.poison=4294967296000", "keelson.poison=4294967296000")]
    [InlineData("keelson.watchdog= keelson.watchdog=x", "keelson.watchdog=", "keelson.watchdog=x")]
    [InlineData("keelson.watchdog=3601", "keelson.watchdog=3601")]
    [InlineData("keelson.layout= keelson.layout=above", "keelson.layout=", "keelson.layout=above")]
    [InlineData("keelson.time= keelson.time=get", "keelson.time=", "keelson.time=get")]
    [InlineData("keelson.rounds= keelson.rounds=10001", "keelson.rounds=", "keelson.rounds=10001")]
    public void Unknown_options_are_returned(string text, params string[] expected) =>
        Assert.Equal(expected, UnknownIn(text));
}
