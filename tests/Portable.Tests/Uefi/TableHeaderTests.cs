using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class TableHeaderTests
{
    [Theory]
    [InlineData(RuntimeServicesTable.Signature, 0x0002_0046u, 136u, true)]
    [InlineData(RuntimeServicesTable.Signature, 0x0002_0000u, 136u, true)]
    [InlineData(RuntimeServicesTable.Signature, 0x0002_006eu, 4096u, true)]
    [InlineData(RuntimeServicesTable.Signature, 0x0002_0046u, 135u, false)]
    [InlineData(RuntimeServicesTable.Signature, 0x0002_0046u, 24u, false)]
    [InlineData(RuntimeServicesTable.Signature, 0x0001_000au, 136u, false)]
    [InlineData(RuntimeServicesTable.Signature, 0x0003_0000u, 136u, false)]
    [InlineData(RuntimeServicesTable.Signature, 0u, 136u, false)]
    [InlineData(BootServicesTable.Signature, 0x0002_0046u, 136u, false)]
    [InlineData(0ul, 0x0002_0046u, 136u, false)]
    public void A_header_is_that_of_its_table(ulong signature, uint revision, uint sizeBytes, bool isOf)
    {
        byte[] bytes = new byte[TableHeader.SizeBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, signature);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), revision);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), sizeBytes);
        TableHeader header = MemoryMarshal.Read<TableHeader>(bytes);
        Assert.Equal(isOf, header.IsOf(RuntimeServicesTable.Signature, RuntimeServicesTable.SizeBytes));
    }

    [Fact]
    public void Signatures_are_words()
    {
        Assert.Equal("BOOTSERV"u8, BitConverter.GetBytes(BootServicesTable.Signature));
        Assert.Equal("RUNTSERV"u8, BitConverter.GetBytes(RuntimeServicesTable.Signature));
        Assert.Equal("IBI SYST"u8, BitConverter.GetBytes(SystemTable.Signature));
    }
}
