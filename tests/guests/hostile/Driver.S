// The runtime driver that this program starts for settings that begin with "driver-".

        .section .driver,"dr"
        .incbin "hostile-driver.efi"
