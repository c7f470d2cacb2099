using System.Buffers.Binary;
using Keelson.Images;
using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Keelson.Tools.Symbols;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>What only the kernel is to know, and what nobody is to know, in all of the machine's memory.</summary>
public sealed class SecretTests : IDisposable
{
    private const ulong MemoryStart = 0x4000_0000;
    private const int MemoryMegabytes = 128,
        SeedBytes = 32;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-secrets-");

    [Fact]
    public async Task Seeds_are_nowhere_but_at_their_place_and_each_boot_has_a_stack_cookie_of_its_own()
    {
        List<ulong> cookies = [];
        for (int boot = 1; boot <= 2; boot++)
        {
            byte[] memory = [];
            ulong table = 0;
            HandedOver handed = await HandedOver.BootAsync(
                Options("secrets-" + boot),
                look: async (guest, handover) =>
                {
                    table = (await EfiTables.ReadAsync(guest, handover))[WellKnownGuids.LinuxRandomSeed];
                    memory = await guest.ReadPhysicalMemoryAsync(MemoryStart, MemoryMegabytes << 20);
                }
            );
            ReadOnlySpan<byte> seed = memory.AsSpan((int)(table - MemoryStart) + sizeof(uint), SeedBytes);
            Assert.Equal(1, Occurrences(memory, seed));
            Assert.Equal(1, Occurrences(memory, handed.Property("/chosen", "rng-seed")));
            // The tree has it with its first byte first, a register would have it the other way round.
            byte[] layout = handed.Property("/chosen", "kaslr-seed")!;
            Assert.Equal(1, Occurrences(memory, layout));
            Array.Reverse(layout);
            Assert.Equal(0, Occurrences(memory, layout));
            cookies.Add(Cookie(memory));
        }

        cookies.Add(LinkedCookie());
        Assert.Equal(cookies.Count, cookies.Distinct().Count());
        Assert.All(cookies, cookie => Assert.Equal(0u, (byte)cookie));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static int Occurrences(ReadOnlySpan<byte> memory, ReadOnlySpan<byte> secret)
    {
        int count = 0;
        for (int at; (at = memory.IndexOf(secret)) >= 0; count++)
        {
            memory = memory[(at + secret.Length)..];
        }
        return count;
    }

    /// <summary>Other symbols, of what is empty, may stand at the same place.</summary>
    private static int CookieOffset =>
        (int)
            Assert
                .Single(
                    MapFile
                        .Parse(
                            File.ReadLines(Path.ChangeExtension(Built.StubAlone, ".map"))
                                .Where(line =>
                                    line.Contains("load address", StringComparison.Ordinal)
                                    || line.Contains(" __security_cookie ", StringComparison.Ordinal)
                                )
                        )
                        .Symbols
                )
                .Offset;

    private static ulong LinkedCookie()
    {
        byte[] file = File.ReadAllBytes(Built.StubAlone);
        PeSection data = Section(file, ".data"u8);
        return BinaryPrimitives.ReadUInt64LittleEndian(
            file.AsSpan((int)data.FileOffset + CookieOffset - (int)data.VirtualOffset)
        );
    }

    /// <summary>Of the stub that ran: it is where its code is in memory, behind its headers.</summary>
    private static ulong Cookie(ReadOnlySpan<byte> memory)
    {
        byte[] file = File.ReadAllBytes(Built.StubAlone);
        PeSection text = Section(file, ".text"u8);
        ReadOnlySpan<byte> code = file.AsSpan((int)text.FileOffset, (int)text.VirtualSizeBytes);
        for (; memory.Length > code.Length; memory = memory[(int)MemoryDescriptor.PageSizeBytes..])
        {
            if (memory.StartsWith("MZ"u8) && memory[(int)text.VirtualOffset..].StartsWith(code))
            {
                return BinaryPrimitives.ReadUInt64LittleEndian(memory[CookieOffset..]);
            }
        }
        throw new InvalidOperationException("the stub's code is nowhere in memory");
    }

    private static PeSection Section(byte[] file, ReadOnlySpan<byte> name) =>
        PeImage.TryCreate(file, out PeImage image) && image.TryFind(name, out PeSection section)
            ? section
            : throw new InvalidOperationException("the stub has no such section");

    private QemuRunOptions Options(string name)
    {
        string image = Path.Combine(_folder.FullName, name + ".efi");
        File.WriteAllBytes(
            image,
            new UnifiedImage { Kernel = ParkedKernel.Make(name), Layout = UnifiedImageLayout.Plain }.Build(
                File.ReadAllBytes(Built.StubAlone)
            )
        );
        return new()
        {
            Name = name,
            EfiApplication = Built.Hostile,
            Initrd = image,
            CommandLine = "random",
            MemoryMegabytes = MemoryMegabytes,
        };
    }
}
