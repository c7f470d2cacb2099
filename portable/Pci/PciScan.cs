using System.Runtime.CompilerServices;

namespace Keelson.Pci;

/// <summary>
/// Goes through the functions of a root bridge: the first bus, and each that a bridge leads to, once, whatever bridges
/// say.
/// </summary>
public struct PciScan<TConfiguration>
    where TConfiguration : struct, IPciConfiguration
{
    private const int Buses = 256;
    private const int Devices = 32;
    private const int Functions = 8;

    [InlineArray(Buses)]
    private struct BusStates
    {
        private BusState _first;
    }

    private enum BusState : byte
    {
        Unknown,
        Found,
        Done,
    }

    private TConfiguration _configuration;
    private BusStates _buses;
    private readonly byte _firstBus;
    private readonly byte _lastBus;
    private int _bus;
    private int _device;
    private int _function;

    /// <param name="firstBus">That the root bridge itself has.</param>
    /// <param name="lastBus">Of those below; what a bridge says beyond is not followed.</param>
    public PciScan(TConfiguration configuration, byte firstBus, byte lastBus)
    {
        _configuration = configuration;
        _bus = _firstBus = firstBus;
        _lastBus = lastBus;
        _buses[firstBus] = BusState.Done;
    }

    /// <returns>False behind the last one.</returns>
    public bool TryNext(out PciFunction function)
    {
        while (_bus < Buses)
        {
            PciAddress address = new((byte)_bus, (byte)_device, (byte)_function);
            bool isThere = PciFunction.TryRead(ref _configuration, address, out function);
            if (isThere && function.IsBridge)
            {
                Note(function.SecondaryBus);
            }

            // Without a function 0 there is no device.
            bool mayHaveMore = _function > 0 || isThere && function.HasSeveral;
            Advance(mayHaveMore);
            if (isThere)
            {
                return true;
            }
        }

        function = default;
        return false;
    }

    private void Note(byte bus)
    {
        if (bus > _firstBus && bus <= _lastBus && _buses[bus] == BusState.Unknown)
        {
            _buses[bus] = BusState.Found;
        }
    }

    private void Advance(bool mayHaveMore)
    {
        _function = mayHaveMore ? (_function + 1) % Functions : 0;
        if (_function != 0)
        {
            return;
        }

        _device = (_device + 1) % Devices;
        if (_device != 0)
        {
            return;
        }

        _bus = 0;
        while (_bus < Buses && _buses[_bus] != BusState.Found)
        {
            _bus++;
        }

        if (_bus < Buses)
        {
            _buses[_bus] = BusState.Done;
        }
    }
}
