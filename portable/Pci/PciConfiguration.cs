namespace Keelson.Pci;

/// <summary>Configuration space of a bus of PCI and of those below (PCI Express 5.0, 7.2).</summary>
public interface IPciConfiguration
{
    /// <summary>Of where nothing is: all ones.</summary>
    /// <param name="offset">A multiple of four, below 4096.</param>
    uint Read(PciAddress function, uint offset);
}

/// <summary>A function by its numbers.</summary>
public readonly struct PciAddress(byte bus, byte device, byte function)
{
    public byte Bus { get; } = bus;

    /// <summary>0 to 31.</summary>
    public byte Device { get; } = device;

    /// <summary>0 to 7.</summary>
    public byte Function { get; } = function;
}

/// <summary>What the first 16 bytes of a function's configuration space say it is.</summary>
public readonly struct PciFunction
{
    internal const uint Nothing = 0xffff;
    private const uint ClassOffset = 8,
        HeaderOffset = 12,
        BridgeBusesOffset = 0x18;
    private const byte Several = 0x80,
        Bridge = 1;

    private readonly uint _identifiers;
    private readonly uint _class;
    private readonly byte _header;
    private readonly uint _buses;

    private PciFunction(PciAddress address, uint identifiers, uint classCodes, byte header, uint buses)
    {
        Address = address;
        _identifiers = identifiers;
        _class = classCodes;
        _header = header;
        _buses = buses;
    }

    public PciAddress Address { get; }
    public ushort VendorId => (ushort)_identifiers;
    public ushort DeviceId => (ushort)(_identifiers >> 16);
    public byte Revision => (byte)_class;

    /// <summary>Base class, subclass and programming interface, from the highest byte on.</summary>
    public uint ClassCode => _class >> 8;
    public byte BaseClass => (byte)(_class >> 24);
    public byte Subclass => (byte)(_class >> 16);

    /// <summary>To be asked of function 0: whether there may be others.</summary>
    internal bool HasSeveral => (_header & Several) != 0;

    /// <summary>From one bus to another (header type 1).</summary>
    public bool IsBridge => (_header & ~Several) == Bridge;

    /// <summary>Of a bridge: the bus behind it; 0 for one that nobody has configured.</summary>
    public byte SecondaryBus => (byte)(_buses >> 8);

    /// <returns>False where there is no such function.</returns>
    public static bool TryRead<TConfiguration>(
        ref TConfiguration configuration,
        PciAddress address,
        out PciFunction function
    )
        where TConfiguration : struct, IPciConfiguration
    {
        function = default;
        uint identifiers = configuration.Read(address, 0);
        if ((identifiers & Nothing) == Nothing)
        {
            return false;
        }

        byte header = (byte)(configuration.Read(address, HeaderOffset) >> 16);
        function = new PciFunction(
            address,
            identifiers,
            configuration.Read(address, ClassOffset),
            header,
            (header & ~Several) == Bridge ? configuration.Read(address, BridgeBusesOffset) : 0
        );
        return true;
    }
}
