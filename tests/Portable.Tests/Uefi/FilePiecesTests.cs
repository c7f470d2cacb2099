using CsCheck;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Firmware of all kinds reads a file; which piece comes next is the question.</summary>
public class FilePiecesTests
{
    /// <param name="File">What is on the volume.</param>
    /// <param name="Most">Longer reads are refused, and leave the position anywhere.</param>
    /// <param name="Gives">No read gives more than this.</param>
    private sealed record Firmware(byte[] File, ulong Most, ulong Gives)
    {
        public List<ulong> Asked { get; } = [];

        public EfiStatus Read(byte[] destination)
        {
            FilePieces pieces = new((ulong)destination.Length);
            ulong position = 0;
            EfiStatus status = EfiStatus.Success;
            while (status == EfiStatus.Success && !pieces.IsComplete)
            {
                ulong size = pieces.NextBytes;
                Asked.Add(size);
                if (size > Most)
                {
                    position += 7;
                    status = pieces.Take(EfiStatus.BadBufferSize, 0);
                }
                else
                {
                    ulong left = (ulong)File.Length - Math.Min(position, (ulong)File.Length);
                    size = Math.Min(Math.Min(size, Gives), left);
                    Array.Copy(File, (long)position, destination, (long)pieces.Done, (long)size);
                    position += size;
                    status = pieces.Take(EfiStatus.Success, size);
                }

                if (pieces.MustSeek)
                {
                    position = pieces.Done;
                }
            }
            return status;
        }
    }

    [Fact]
    public void A_read_is_of_1_MB_at_most()
    {
        Firmware firmware = new(new byte[0x28_0001], ulong.MaxValue, ulong.MaxValue);
        Assert.Equal(EfiStatus.Success, firmware.Read(new byte[0x28_0001]));
        Assert.Equal([0x10_0000, 0x10_0000, 0x8_0001], firmware.Asked);
    }

    [Fact]
    public void What_is_refused_is_asked_for_in_less_and_not_in_more_again()
    {
        Firmware firmware = new(new byte[0x3000], 0x1fff, ulong.MaxValue);
        Assert.Equal(EfiStatus.Success, firmware.Read(new byte[0x3000]));
        Assert.Equal([0x3000, 0x3000, 0x1000, 0x1000, 0x1000], firmware.Asked);
    }

    [Fact]
    public void Firmware_that_refuses_everything_has_the_last_word()
    {
        Firmware firmware = new(new byte[0x3000], 0, 1);
        Assert.Equal(EfiStatus.BadBufferSize, firmware.Read(new byte[0x3000]));
        Assert.Equal(3, firmware.Asked.Count);
    }

    [Fact]
    public void A_file_that_ends_before_is_an_error()
    {
        Firmware firmware = new(new byte[100], ulong.MaxValue, ulong.MaxValue);
        Assert.Equal(EfiStatus.VolumeCorrupted, firmware.Read(new byte[101]));
        Assert.True(new FilePieces(0).IsComplete);
    }

    /// <summary>Whatever it is that the firmware says, it is said three times at most.</summary>
    [Fact]
    public void Reading_ends()
    {
        FilePieces pieces = new(1);
        Assert.Equal(EfiStatus.Success, pieces.Take(EfiStatus.NotReady, 0));
        Assert.Equal(EfiStatus.Success, pieces.Take(EfiStatus.NotReady, 0));
        Assert.Equal((EfiStatus.NotReady, false), (pieces.Take(EfiStatus.NotReady, 0), pieces.MustSeek));
        Assert.Equal(EfiStatus.VolumeCorrupted, new FilePieces(10).Take(EfiStatus.Success, 11));
    }

    [Fact]
    public void Every_byte_is_where_it_belongs_whatever_the_firmware_takes_and_gives() =>
        Gen.Select(Gen.Int[0, 0x5000], Gen.ULong[0x1000, 0x6000], Gen.ULong[1, 0x2000])
            .Sample(
                (length, most, gives) =>
                {
                    byte[] file = new byte[length];
                    new Random(length).NextBytes(file);
                    byte[] read = new byte[length];
                    Assert.Equal(EfiStatus.Success, new Firmware(file, most, gives).Read(read));
                    Assert.Equal(file, read);
                },
                iter: 300
            );
}
