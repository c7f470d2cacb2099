using System.Text;
using Keelson.Audits;
using Keelson.BootTime;
using Xunit;

namespace Keelson.Portable.Tests;

public class BootTimeAuditTests
{
    [Theory]
    [InlineData(BootTimeFacts.None, "HSI")]
    [InlineData(BootTimeFacts.Seen | BootTimeFacts.ProtectionsSeen | BootTimeFacts.SystemTableCrc, "HSI")]
    [InlineData(BootTimeFacts.HeapExecutable | BootTimeFacts.HasAttributeProtocol, "HSI HEAPX HASMAP")]
    [InlineData(BootTimeFacts.StackExecutable | BootTimeFacts.HasDxeServices, "HSI STACKX HASDST")]
    [InlineData((BootTimeFacts)0xfff, "HSI HEAPX STACKX ROW HASMAP HASDST HASDSTGMSD HASDSTSMSA")]
    public void Bits_have_the_names_that_shim_gives_them(BootTimeFacts facts, string expected) =>
        Assert.Equal(expected, Encoding.ASCII.GetString(BootTimeAudit.ToLine(facts).Text));

    [Theory]
    [InlineData(BootTimeFacts.SystemTableCrc, "EFI_SYSTEM_TABLE")]
    [InlineData(BootTimeFacts.BootServicesCrc, "EFI_BOOT_SERVICES")]
    [InlineData(BootTimeFacts.RuntimeServicesCrc, "EFI_RUNTIME_SERVICES")]
    public void Each_checksum_is_that_of_a_table(BootTimeFacts wrong, string expected)
    {
        Assert.Equal(wrong, wrong & BootTimeAudit.WrongCrcs);
        Assert.Equal(expected, Encoding.ASCII.GetString(BootTimeAudit.TableOf(wrong)));
    }
}
